-- What pages ask of published results is found without opening every frozen content: which index and year it is of, and its scores row by row for the years' trend.
alter table indicators.publication
  add column system_code text generated always as (content #>> '{system,code}') stored,
  add column period      text generated always as (content ->> 'period') stored;
create index publication_of on indicators.publication (system_code, period, id);

-- The scores of a published result as they were frozen, what was kept back missing. Written by the trigger alone, whoever adds the publication.
create table indicators.published_score (
  publication_id uuid not null references indicators.publication,
  unit          text not null,
  unit_name     text not null,
  code          text not null,
  raw           double precision,
  value         double precision,
  rank          integer,
  low           integer,
  high          integer,
  primary key (publication_id, unit, code)
);
create index on indicators.published_score (publication_id, code);
alter table indicators.published_score enable row level security;
create policy seen on indicators.published_score for select using (exists (select from indicators.publication p where p.id = publication_id));
grant select on indicators.published_score to delta_app;

create function indicators.keep_published_scores() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into indicators.published_score (publication_id, unit, unit_name, code, raw, value, rank, low, high)
  select new.id, x.unit, x."unitName", x.code, x.raw, x.value, x.rank, x.low, x.high
  from jsonb_to_recordset(new.content -> 'scores') as x(unit text, "unitName" text, code text, raw float8, value float8, rank int, low int, high int)
  on conflict do nothing;
  return null;
end $$;
revoke execute on function indicators.keep_published_scores from public;
create trigger keep_published_scores after insert on indicators.publication for each row execute function indicators.keep_published_scores();

insert into indicators.published_score (publication_id, unit, unit_name, code, raw, value, rank, low, high)
select p.id, x.unit, x."unitName", x.code, x.raw, x.value, x.rank, x.low, x.high
from indicators.publication p cross join jsonb_to_recordset(p.content -> 'scores') as x(unit text, "unitName" text, code text, raw float8, value float8, rank int, low int, high int)
on conflict do nothing;
