-- When each of these was done is the database's to say (`kernel.stamp`). Whether a form came in time is reckoned from it.
create trigger clock before insert or update on indicators.campaign for each row execute function kernel.stamp('created_at');
create trigger clock before insert or update on indicators.form for each row execute function kernel.stamp('submitted_at', 'reminded_at');
create trigger clock before insert or update on indicators.judgment for each row execute function kernel.stamp('changed_at');
create trigger clock before insert or update on indicators.publication for each row execute function kernel.stamp('created_at');
create trigger clock before insert or update on indicators.run for each row execute function kernel.stamp('created_at', 'finished_at');
create trigger clock before insert or update on indicators.system for each row execute function kernel.stamp('created_at');
create trigger clock before insert or update on indicators.delivery for each row execute function kernel.stamp('delivered_at');
