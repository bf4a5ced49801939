const steps = 5_000;

/**
 * The size that Student's t exceeds, on either side, with this chance. T = √ν · tan θ, where θ has a density like cos^(ν−1) θ: summed from the far end,
 * no gamma function is needed.
 * @param degrees of freedom, above 0, not necessarily whole
 */
export function studentLimit(degrees: number, chance: number): number {
  const width = Math.PI / 2 / steps;
  const weights = Float64Array.from({ length: steps }, (_, i) => Math.cos((i + 0.5) * width) ** (degrees - 1));
  let beyond = chance * weights.reduce((all, weight) => all + weight, 0);
  for (let i = steps - 1; i >= 0; i -= 1) {
    const weight = weights[i] ?? 0;
    if (weight >= beyond) return Math.sqrt(degrees) * Math.tan((i + 1 - beyond / weight) * width);
    beyond -= weight;
  }
  return 0;
}
