-- Files that hang on these records are seen by whoever sees the record.
insert into kernel.file_subject (subject_type, relation) values ('governance.agendaItem', 'governance.agenda_item');
