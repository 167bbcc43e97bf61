#!/bin/sh
# Installs what the tests need from Debian: as root, or with a sudo that asks nothing; otherwise says what to ask for.
set -eu
missing=""
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing="$missing postgresql"
java -version 2>&1 | grep -Eq 'version "(1[7-9]|[2-9][0-9])' || missing="$missing default-jre-headless"
command -v mvn >/dev/null || missing="$missing maven"
command -v chromium >/dev/null || missing="$missing chromium"
fc-list :lang=zh 2>/dev/null | grep -q . || missing="$missing fontconfig fonts-noto-cjk"
[ -z "$missing" ] && exit 0

if [ "$(id -u)" = 0 ]; then as=""
elif sudo -n true 2>/dev/null; then as="sudo -n"
else
  echo "The tests need:$missing. Ask an administrator for:" >&2
  echo "  apt-get install --no-install-recommends$missing" >&2
  exit 2
fi
# No server of Debian's own is to start.
$as mkdir -p /etc/postgresql-common
grep -qs '^create_main_cluster *= *false' /etc/postgresql-common/createcluster.conf ||
  echo 'create_main_cluster = false' | $as tee -a /etc/postgresql-common/createcluster.conf >/dev/null
$as apt-get update -qq
# shellcheck disable=SC2086
$as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
  -o DPkg::Lock::Timeout=120 -o Dpkg::Options::=--force-confold $missing >/dev/null
