-- What is published is what the platform computed and kept back, never what somebody wrote: the platform alone adds a publication.
drop policy added on indicators.publication;
create policy added on indicators.publication for insert with check (kernel.is_system());

-- Before its day a result is for those who decide about it; whoever works at a school or in a county reads it with everybody else.
drop policy seen on indicators.publication;
create policy seen on indicators.publication for select using (
  kernel.is_system()
  or coalesce(kernel.actor_role() in ('party_officer', 'party_signatory', 'secretariat_officer', 'auditor'), false)
  or (state = 'agreed' and embargo_on <= (now() at time zone 'Asia/Shanghai')::date));
drop policy seen on indicators.run;
create policy seen on indicators.run for select using (kernel.may_see(visibility, party, null, null, null) and kernel.actor_role() is distinct from 'institution_officer');

-- A computation begins empty: its result is the platform's. One by a campaign's own version is for the party that holds the campaign, since it stands for the year.
drop policy added on indicators.run;
create policy added on indicators.run for insert with check (
  kernel.is_system()
  or (kernel.may_change(party) and snapshot is null and result is null and facts is null and robustness is null and finished_at is null and notes = '[]'::jsonb
      and exists (select from indicators.campaign c where c.id = campaign_id and (c.system_id <> run.system_id or c.party = run.party))));

-- A version begins as a draft, and an officer only puts it forward: taken back, changed and put forward again behind the four's backs it would be agreed to as it was.
drop policy added on indicators.system;
create policy added on indicators.system for insert with check (kernel.is_system() or (kernel.may_change(party) and state = 'draft'));
create or replace function indicators.guard_system() returns trigger language plpgsql as $$
begin
  if new.state <> old.state and not (old.state = 'draft' and new.state = 'proposed') and kernel.actor_role() is not null and not kernel.is_system() then
    raise exception 'the four decide about a system' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;

-- Judgments are of a draft; afterwards they stand as they were.
drop policy added on indicators.judgment;
create policy added on indicators.judgment for insert with check (kernel.may_change(party) and exists (select from indicators.system s where s.id = system_id and s.state = 'draft'));
drop policy changed on indicators.judgment;
create policy changed on indicators.judgment for update using (kernel.may_change(party) and exists (select from indicators.system s where s.id = system_id and s.state = 'draft'));
