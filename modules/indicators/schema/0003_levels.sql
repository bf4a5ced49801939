-- A result speaks of districts (the balance method), cities, parties and the region.
alter table indicators.score add column level text not null default 'city' check (level in ('district', 'city', 'party', 'region'));
