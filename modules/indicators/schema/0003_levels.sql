-- A result speaks of districts (the balance method), cities, parties and the region.
alter table indicators.score add column level text not null default 'city' check (level in ('district', 'city', 'party', 'region'));
-- The smallest number of people that an indicator of the unit counts: what is made of few is not published.
alter table indicators.score add column people double precision;
