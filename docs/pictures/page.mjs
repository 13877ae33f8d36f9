// What every part of the walk does with a page.
import { check } from './accessibility.mjs';

export function expect(condition, what) {
  if (!condition) throw new Error(`not as expected: ${what}`);
}

// Selects the plugin's part of a page with a form.
export const form = ':has(> .bitbucket-form)';

// A field of a form; it gets its name for screen readers from the plugin's script, so this waits for the script.
export function scripted(place, field) {
  return place.locator(`[name="_.${field}"][aria-label]:not([type=hidden])`);
}

// The name of a page in a finding.
export function named({ theme, flags }, name) {
  return `${name}, ${theme}${flags ? ', with experimental flags' : ''}`;
}

// Checks a page, of which the parts with the selector `ours` are the plugin's, and takes a picture of it or of a part.
export async function look(walk, name, ours, part) {
  const { page, theme, flags, folder } = walk;
  await page.mouse.move(0, 0);
  const path = `${flags ? 'target/with-flags' : folder}/${name}-${theme}.png`;
  await (part ?? page).screenshot({ path, animations: 'disabled' });
  await check(page, named(walk, name), ours);
}

// Like `look`, with a picture of the part at each width below target; these pictures are not in the documents.
export async function lookAtEachWidth(walk, name, ours, part) {
  const { page, theme, flags } = walk;
  await page.mouse.move(0, 0);
  await check(page, named(walk, name), ours, async (width) => {
    const path = `target/steps/${name}-${theme}${flags ? '-with-flags' : ''}-${width}.png`;
    await part.screenshot({ path, animations: 'disabled' });
  });
}
