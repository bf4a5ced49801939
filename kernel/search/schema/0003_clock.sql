-- When each of these was done is the database's to say (`kernel.stamp`).
create trigger clock before insert or update on kernel.file for each row execute function kernel.stamp('uploaded_at', 'withdrawn_at');
create trigger clock before insert or update on kernel.job for each row execute function kernel.stamp('created_at', 'finished_at');
create trigger clock before insert or update on kernel.role_grant for each row execute function kernel.stamp('withdrawn_at');
create trigger clock before insert or update on kernel.journal_witness for each row execute function kernel.stamp('withdrawn_at');
create trigger clock before insert or update on kernel.signatory for each row execute function kernel.stamp('withdrawn_at');
create trigger clock before insert or update on kernel.journal_cosignature for each row execute function kernel.stamp('received_at');
