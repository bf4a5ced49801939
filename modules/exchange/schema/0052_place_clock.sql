-- When each of these was done is the database's to say (`kernel.stamp`).
create trigger clock before insert or update on exchange.assessment for each row execute function kernel.stamp('assessed_at');
create trigger clock before insert or update on exchange.clearance for each row execute function kernel.stamp('given_at');
create trigger clock before insert or update on exchange.condition for each row execute function kernel.stamp('created_at', 'decided_at');
create trigger clock before insert or update on exchange.entry for each row execute function kernel.stamp('written_at', 'answered_at');
create trigger clock before insert or update on exchange.follow_up for each row execute function kernel.stamp('written_at');
create trigger clock before insert or update on exchange.incident for each row execute function kernel.stamp('reported_at', 'settled_at');
create trigger clock before insert or update on exchange.leave for each row execute function kernel.stamp('asked_at', 'answered_at');
create trigger clock before insert or update on exchange.objection for each row execute function kernel.stamp('raised_at', 'answered_at');
create trigger clock before insert or update on exchange.offer for each row execute function kernel.stamp('created_at', 'ordered_at');
create trigger clock before insert or update on exchange.post for each row execute function kernel.stamp('published_at');
create trigger clock before insert or update on exchange.reply for each row execute function kernel.stamp('written_at');
create trigger clock before insert or update on exchange.scheme for each row execute function kernel.stamp('created_at');
create trigger clock before insert or update on exchange.score for each row execute function kernel.stamp('scored_at');
create trigger clock before insert or update on exchange.signature for each row execute function kernel.stamp('sent_at', 'entered_at');
create trigger clock before insert or update on exchange.talk for each row execute function kernel.stamp('written_at', 'own_view_at');
create trigger clock before insert or update on exchange.agreement_version for each row execute function kernel.stamp('sent_at');
create trigger clock before insert or update on exchange.lottery_commit for each row execute function kernel.stamp('at');
create trigger clock before insert or update on exchange.lottery_reveal for each row execute function kernel.stamp('at');

-- An application begins with nothing that comes later.
create policy begins on exchange.application as restrictive for insert with check (kernel.is_system() or (submitted_at is null and answer_until is null and reason is null and created_at = now()));

-- Days that people say are not to come; who signs here signs today.
create policy not_to_come on exchange.clearance as restrictive for insert with check (kernel.is_system() or given_on <= kernel.today());
create policy not_to_come on exchange.incident as restrictive for insert with check (kernel.is_system() or happened_on <= kernel.today());
create policy not_to_come on exchange.talk as restrictive for insert with check (kernel.is_system() or held_on <= kernel.today());
create policy day_of_signing on exchange.signature as restrictive for update using (true) with check (
  kernel.is_system() or means is null or case means when 'electronic' then signed_on = kernel.today() else signed_on <= kernel.today() end);
