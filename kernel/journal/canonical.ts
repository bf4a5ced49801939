export { canonicalJson, type Json } from '#algorithms/canonical.ts';
