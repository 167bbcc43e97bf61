-- Three, because they are backed up differently: the log and the keys are kept, views are rebuilt.
CREATE DATABASE sibi_log;
CREATE DATABASE sibi_views;
CREATE DATABASE sibi_vault;
