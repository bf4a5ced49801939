/** A link that came with the data, in the parts that the router takes: a path with its query, inside the platform only. */
export function linkTo(link: string): { to: string; search: Record<string, string>; hash: string } {
  const url = new URL(link, 'http://here');
  // Whatever else it names, it stays here: host and scheme are left behind.
  return { to: url.pathname, search: Object.fromEntries(url.searchParams), hash: url.hash.slice(1) };
}
