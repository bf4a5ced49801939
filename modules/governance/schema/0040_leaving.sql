-- Who wrote a section of the minutes last, by account: a name alone does not tell whose it is.
alter table governance.minutes_section add column changed_by_account uuid;
update governance.minutes_section s set changed_by_account = a.id from kernel.account a
where a.name = s.changed_by and not exists (select from kernel.account b where b.name = a.name and b.id <> a.id);
create function governance.note_writer() returns trigger language plpgsql as $$
begin
  if not kernel.is_system() then new.changed_by_account := kernel.actor_account(); end if;
  return new;
end $$;
revoke execute on function governance.note_writer from public;
create trigger note_writer before insert or update of changed_by on governance.minutes_section for each row execute function governance.note_writer();
create index on governance.minutes_section (changed_by_account) where changed_by_account is not null;
create index on governance.attendee (account_id) where account_id is not null;
create index on governance.attendee (person_id) where person_id is not null;

-- Somebody deletes their account: whoever was on lists of meetings stays there under the pseudonym, as do sections that they wrote; of meetings to come they are taken off.
-- What they answered and signed for their party, and which office they held when, stays as it is: it is the four's, and public.
create function governance.forget_person(person uuid, account uuid, pseudonym text) returns table (type text, id text, name text)
language plpgsql security definer set search_path = governance, kernel, pg_temp as $$
declare
  mentioned jsonb;
begin
  if not kernel.is_system() then
    raise exception 'the platform forgets people' using errcode = 'insufficient_privilege';
  end if;
  select coalesce(jsonb_agg(jsonb_build_object('type', 'governance.meeting', 'id', t.meeting_id, 'name', t.name)), '[]') into mentioned from governance.attendee t where t.person_id = person or t.account_id = account;
  delete from governance.attendee_contact c using governance.attendee t where t.id = c.attendee_id and (t.person_id = person or t.account_id = account);
  update governance.attendee t set name = pseudonym, office = null, note = null, version = t.version + 1,
    removed_at = case when t.removed_at is null and exists (select from governance.meeting m where m.id = t.meeting_id and m.state in ('draft', 'called') and m.starts_at > now()) then now() else t.removed_at end
  where t.person_id = person or t.account_id = account;
  update governance.minutes_section s set changed_by = pseudonym where s.changed_by_account = account;
  return query select m.type, m.id, m.name from jsonb_to_recordset(mentioned) as m(type text, id text, name text);
end $$;
revoke execute on function governance.forget_person from public;
grant execute on function governance.forget_person to delta_app;
