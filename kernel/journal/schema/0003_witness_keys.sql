-- A cosignature does not name its witness, so a key that two witnesses shared would let one pass the other's off as its own.
-- A withdrawn key is never used again.
create unique index on kernel.journal_witness (substring(verifier from '[+][0-9a-f]{8}[+](.+)$'));
