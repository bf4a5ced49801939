-- Where something went from one party to another (people who move between the four): to which.
alter table plan.fact add column to_party kernel.party_code;
