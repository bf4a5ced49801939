import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page } from '@playwright/test';

/** Nothing serious for people who cannot see the page or use a mouse. */
export async function expectAccessible(page: Page): Promise<void> {
  // Our pages have no frames of another origin: the mode that serves those opens a page more each time and takes three times as long.
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode(true).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze();
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(' | ')}`)).toEqual([]);
}

/** Accessible, and nothing of it beyond the right edge of the screen. */
export async function expectFits(page: Page): Promise<void> {
  await expectAccessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), `${page.url()} fits`).toBeLessThanOrEqual(0);
}

/** Opens a select and takes the first option with these words; an earlier select that is still closing is not taken for it, and the choice is seen before the test goes on. */
export async function chooseOption(page: Page, select: Locator, words: string): Promise<void> {
  const open = page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden)');
  const box = select.locator('xpath=ancestor::div[contains(concat(" ", @class, " "), " ant-select ")][1]');
  await expect(open).toHaveCount(0);
  await select.click();
  await open.locator('.ant-select-item-option', { hasText: words }).first().click();
  await expect(box).toContainText(words);
  if (await box.evaluate((element) => element.classList.contains('ant-select-multiple'))) await select.press('Escape');
  await expect(open).toHaveCount(0);
}

/** Types a day into a field of the calendar, and sees that it stands there alone: while the other end of a range is being taken over, a field may still hold its former day. */
export async function fillDate(field: Locator, day: string): Promise<void> {
  await expect(async () => {
    await field.fill(day);
    await expect(field).toHaveValue(day, { timeout: 1_000 });
  }).toPass({ timeout: 15_000 });
  await field.press('Enter');
}
