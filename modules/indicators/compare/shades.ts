/** Seven steps from pale to deep of one hue, so that more is darker for whoever sees no colours too; text on the deep ones is white. */
export const shades = ['#eef1fa', '#d5dcf0', '#b3bfe2', '#8b9ace', '#6577b5', '#455896', '#2b3b73'] as const;

export function shade(value: number, least: number, most: number): { fill: string; text: string } {
  const place = most > least ? Math.min(shades.length - 1, Math.floor(((value - least) / (most - least)) * shades.length)) : 3;
  return { fill: shades[Math.max(0, place)] ?? shades[0], text: place >= 3 ? '#ffffff' : '#1c2233' };
}
