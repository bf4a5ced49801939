-- Of whom a result is made: of each place how many units were asked and how many of them are approved. Like all of a result it is the platform's.
alter table indicators.run add column coverage jsonb not null default '[]';
drop policy added on indicators.run;
create policy added on indicators.run for insert with check (
  kernel.is_system()
  or (kernel.may_change(party) and snapshot is null and result is null and facts is null and robustness is null and finished_at is null and notes = '[]'::jsonb and coverage = '[]'::jsonb
      and exists (select from indicators.campaign c where c.id = campaign_id and (c.system_id <> run.system_id or c.party = run.party))));
