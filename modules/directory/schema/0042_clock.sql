-- When each of these was done is the database's to say (`kernel.stamp`).
create trigger clock before insert or update on directory.institution for each row execute function kernel.stamp('created_at');
create trigger clock before insert or update on directory.person for each row execute function kernel.stamp('created_at');
create trigger clock before insert or update on directory.import for each row execute function kernel.stamp('created_at', 'stored_at');
