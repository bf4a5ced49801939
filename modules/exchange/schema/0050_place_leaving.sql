-- What the first version (0024) left of somebody who has deleted their account: what they wrote against an assessment and as proof of a condition, and the content of their files.
-- Gives the records that were about them with the name in each, for the inboxes of others.
drop function exchange.forget_person;
create function exchange.forget_person(person uuid, account uuid, pseudonym text) returns table (type text, id text, name text)
language plpgsql security definer set search_path = exchange, kernel, pg_temp as $$
declare
  erased text := '（本人已注销账号，内容已删除）';
  mentioned jsonb;
begin
  if not kernel.is_system() then
    raise exception 'the platform forgets people' using errcode = 'insufficient_privilege';
  end if;
  select coalesce(jsonb_agg(jsonb_build_object('type', m.type, 'id', m.id, 'name', m.name)), '[]') into mentioned from (
    with own as (select a.id as application_id, g.id as agreement_id, p.id as placement_id, coalesce(p.person_name, a.person_name) as name
      from exchange.application a left join exchange.agreement g on g.application_id = a.id left join exchange.placement p on p.application_id = a.id where a.person_id = person)
    select 'exchange.application' as type, o.application_id as id, o.name from own o
    union select 'exchange.agreement', i.id, o.name from own o cross join lateral unnest(array[o.agreement_id, o.application_id]) as i(id) where i.id is not null
    union select 'exchange.placement', o.placement_id, o.name from own o where o.placement_id is not null
    union select 'exchange.leave', l.id, o.name from own o join exchange.leave l on l.placement_id = o.placement_id
    union select 'exchange.incident', i.id, o.name from own o join exchange.incident i on i.placement_id = o.placement_id
    union select 'exchange.condition', c.id, o.name from own o join exchange.condition c on c.application_id = o.application_id
    union select 'exchange.post', t.id, t.author_name from exchange.post t where t.person_id = person
    union select 'exchange.post', r.post_id, r.author_name from exchange.reply r where r.account_id = account) m;
  update exchange.application a set person_name = pseudonym, statement = '' where a.person_id = person;
  update exchange.release_item i set person_name = pseudonym from exchange.application a where a.id = i.application_id and a.person_id = person;
  update exchange.placement p set person_name = pseudonym where p.person_id = person;
  update exchange.agreement_version v set content = jsonb_set(v.content, '{texts,emergency}', to_jsonb(erased)) from exchange.agreement a where a.id = v.agreement_id and a.person_id = person and v.content -> 'texts' ? 'emergency';
  update exchange.signature s set name = case when s.person_id = person then pseudonym else erased end from exchange.agreement a
    where a.id = s.agreement_id and (s.person_id = person or (a.person_id = person and s.signatory = 'guardian'));
  update exchange.signature s set entered_name = pseudonym where s.entered_by = account;
  update exchange.entry e set text = erased from exchange.placement p where p.id = e.placement_id and p.person_id = person;
  update exchange.leave l set reason = erased from exchange.placement p where p.id = l.placement_id and p.person_id = person;
  update exchange.talk t set own_view = erased from exchange.placement p where p.id = t.placement_id and p.person_id = person and t.own_view is not null;
  update exchange.assessment s set text = erased from exchange.placement p where p.id = s.placement_id and p.person_id = person and s.side = 'person';
  update exchange.post o set author_name = pseudonym, title = erased, text = erased, state = 'withdrawn', withdrawn_reason = '作者已注销账号' where o.person_id = person;
  update exchange.reply r set author_name = pseudonym, text = erased where r.account_id = account;
  update exchange.objection o set text = erased from exchange.placement p where p.id = o.placement_id and p.person_id = person;
  update exchange.condition c set proof = case when c.proof is null then null else erased end, text = case when c.side = 'person' then erased else c.text end where c.person_id = person;
  perform kernel.erase_files('exchange.entry', array(select e.id::text from exchange.entry e join exchange.placement p on p.id = e.placement_id where p.person_id = person));
  perform kernel.erase_files('exchange.application', array(select a.id::text from exchange.application a where a.person_id = person));
  perform kernel.erase_files('exchange.condition', array(select c.id::text from exchange.condition c where c.person_id = person));
  return query select m.type, m.id, m.name from jsonb_to_recordset(mentioned) as m(type text, id text, name text);
end $$;
revoke execute on function exchange.forget_person from public;
grant execute on function exchange.forget_person to delta_app;
