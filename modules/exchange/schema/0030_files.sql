-- Files that hang on these records are seen by whoever sees the record.
insert into kernel.file_subject (subject_type, relation) values ('exchange.application', 'exchange.application'), ('exchange.condition', 'exchange.condition'), ('exchange.signature', 'exchange.signature'), ('exchange.entry', 'exchange.entry');
