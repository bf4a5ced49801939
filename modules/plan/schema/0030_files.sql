-- Files that hang on these records are seen by whoever sees the record.
insert into kernel.file_subject (subject_type, relation) values ('plan.report', 'plan.report'), ('plan.keyPoints', 'plan.key_points');
