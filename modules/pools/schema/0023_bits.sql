-- Who is admitted, as bits: for everything that a count may ask for, one bit a person, 8,192 to a row; kept by the members' own table.
-- However a request combines fields, parties and who is out, its counts are `|`, `&` and bit_count over some kilobytes (docs/decisions/0041-counts-by-bits.md).
drop trigger tally_added on pools.member;
drop trigger tally_changed on pools.member;
drop function pools.keep_tally;
drop table pools.tally;

alter table pools.member add column ordinal integer generated always as identity;   -- whose bit is whose
create or replace view pools.every_member as select * from pools.member where kernel.is_system();
create index on pools.member (pool_id, person_id) include (ordinal) where state = 'admitted';
drop index pools.member_pool_id_term_ends_on_idx;
create index on pools.member (pool_id, term_ends_on) include (ordinal) where state = 'admitted';

create table pools.bits (
  pool_id       uuid not null references pools.pool,
  kind          text not null check (kind in ('party', 'city', 'title', 'field', 'sex', 'any')),  -- field: the first one, which bounds count; any: every one, by which requests limit
  value         text not null,
  chunk         integer not null,
  bits          bit(8192) not null,
  primary key (pool_id, kind, value, chunk)
) with (fillfactor = 60);
alter table pools.bits enable row level security;
create policy seen on pools.bits for select using (kernel.is_system() or kernel.is_officer());   -- what they tell, every officer sees of those admitted anyhow
grant select on pools.bits to delta_app;

create function pools.marks(party text, division text, title text, categories text[], sex text) returns table (kind text, value text) language sql immutable parallel safe as $$
  values ('party', party), ('city', pools.city_of(division)), ('title', title), ('field', categories[1]), ('sex', coalesce(sex, ''))
  union select 'any', c from unnest(categories) c
$$;

create function pools.keep_bits() returns trigger language plpgsql security definer set search_path = pools, kernel, pg_temp as $$
begin
  -- in the key's order, so that two statements never wait for each other
  if tg_op = 'INSERT' then
    insert into pools.bits as b
    select m.pool_id, k.kind, k.value, m.ordinal >> 13, bit_xor(set_bit(0::bit(8192), m.ordinal & 8191, 1))
    from added m, pools.marks(m.party, m.division, m.title, m.categories, m.sex) k where m.state = 'admitted' group by 1, 2, 3, 4 order by 1, 2, 3, 4
    on conflict (pool_id, kind, value, chunk) do update set bits = b.bits # excluded.bits;
  else
    -- what stood before and still stands is there twice and falls out; the rest is what changes sides
    insert into pools.bits as b
    select c.pool_id, c.kind, c.value, c.ordinal >> 13, bit_xor(set_bit(0::bit(8192), c.ordinal & 8191, 1)) from (
      select m.pool_id, k.kind, k.value, m.ordinal from (select * from added where state = 'admitted' union all select * from gone where state = 'admitted') m, pools.marks(m.party, m.division, m.title, m.categories, m.sex) k
      group by 1, 2, 3, 4 having count(*) = 1) c group by 1, 2, 3, 4 order by 1, 2, 3, 4
    on conflict (pool_id, kind, value, chunk) do update set bits = b.bits # excluded.bits;
  end if;
  return null;
end $$;
revoke execute on function pools.keep_bits from public;
create trigger bits_added after insert on pools.member referencing new table as added for each statement execute function pools.keep_bits();
create trigger bits_changed after update on pools.member referencing new table as added old table as gone for each statement execute function pools.keep_bits();

insert into pools.bits
select m.pool_id, k.kind, k.value, m.ordinal >> 13, bit_xor(set_bit(0::bit(8192), m.ordinal & 8191, 1))
from pools.member m, pools.marks(m.party, m.division, m.title, m.categories, m.sex) k where m.state = 'admitted' group by 1, 2, 3, 4;
