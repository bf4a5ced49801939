-- What the four agree to beside the calendar: numbers by party and category, the level of posts, money per head and who pays (../terms/rules.ts).
alter table exchange.scheme add column terms jsonb not null default '{"level": null, "numbers": [], "money": []}' check (pg_column_size(terms) <= 20000);
