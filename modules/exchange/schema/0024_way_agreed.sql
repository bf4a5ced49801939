-- A scheme is agreed by the consent of the four and then by their joint signature (../consent). Approvals by officers belong to schemes of before.
alter table exchange.scheme drop constraint scheme_state_check;
alter table exchange.scheme add constraint scheme_state_check check (state in ('draft', 'consulting', 'signing', 'agreed', 'open', 'ordering', 'matched', 'closed', 'withdrawn')),
  add column consent_until date;
drop policy given on exchange.scheme_approval;
revoke insert on exchange.scheme_approval from delta_app;

-- A party drafts; from there on the text stands, and what the four or the matching decide only the platform carries out.
drop policy added on exchange.scheme;
create policy added on exchange.scheme for insert with check (kernel.is_system() or (state = 'draft' and round = 1 and visibility = 'region' and kernel.may_change(party) and plan.takes_part(item_id, party)));
create or replace function exchange.guard_scheme() returns trigger language plpgsql as $$
declare
  step text := old.state || '>' || new.state;
begin
  if kernel.actor_role() is null or kernel.is_system() then
    return new;
  end if;
  if (new.preset, new.item_id, new.year, new.party) is distinct from (old.preset, old.item_id, old.year, old.party) then
    raise exception 'a scheme stays what it is' using errcode = 'insufficient_privilege';
  end if;
  if old.state <> 'draft' and ((new.title, new.note, new.starts_on, new.ends_on, new.most_wishes, new.mechanism, new.tolerance, new.limits, new.terms)
      is distinct from (old.title, old.note, old.starts_on, old.ends_on, old.most_wishes, old.mechanism, old.tolerance, old.limits, old.terms)
     or ((new.apply_until, new.answer_until) is distinct from (old.apply_until, old.answer_until) and step <> 'matched>open')) then
    raise exception 'what is before the four stays as it is' using errcode = 'insufficient_privilege';
  end if;
  if new.state <> old.state and step not in ('draft>consulting', 'signing>draft', 'agreed>draft', 'agreed>open', 'open>ordering', 'ordering>open', 'matched>open', 'matched>closed', 'draft>withdrawn', 'agreed>withdrawn') then
    raise exception 'the four agree to a scheme: %', step using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
drop trigger guard on exchange.scheme;
create trigger guard before update on exchange.scheme for each row execute function exchange.guard_scheme();

-- Quotas are part of the text that is put to the four: they stand while it is before them.
create function exchange.takes_quotas(scheme uuid) returns boolean language sql stable return
  exists (select from exchange.scheme s where s.id = scheme and s.state in ('draft', 'agreed', 'open'));
drop policy set_ on exchange.quota;
drop policy changed on exchange.quota;
create policy set_ on exchange.quota for insert with check (kernel.may_change(party) and nominated = 0 and exchange.takes_quotas(scheme_id));
create policy changed on exchange.quota for update using (kernel.may_change(party) and exchange.takes_quotas(scheme_id));
