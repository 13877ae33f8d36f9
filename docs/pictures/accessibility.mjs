// Checks pages with axe-core at the widths of a phone, a tablet and a laptop, and finds words broken across lines.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const widths = [375, 768, 1280];

// Elements in the plugin's parts of a page that come from Jenkins: its controls, and the colors of its light theme.
const jenkinsOwn = [
  { rule: '*', parts: '.jenkins-help-button, .jenkins-menu-dropdown-chevron' },
  { rule: 'aria-allowed-attr', parts: 'input.auto-complete' },
  {
    rule: 'color-contrast',
    parts: '.jenkins-alert, .jenkins-alert *, .error, .jenkins-page-description, .jenkins-description, '
      + '.jenkins-edited-section-label',
  },
];

let pages = 0;
const findings = [];
const notCounted = new Set();

// Runs in the page. Returns the serious findings, and whether each is in one of the plugin's parts.
async function seriousFindings({ ours, jenkinsOwn }) {
  const isOurs = (rule, element) => element.closest(ours) !== null
    && !jenkinsOwn.some((own) => [rule, '*'].includes(own.rule) && element.matches(own.parts));

  const { violations } = await window.axe.run(document, {
    resultTypes: ['violations'],
    elementRef: true,
    rules: { 'target-size': { enabled: true } },
  });
  return violations.flatMap(({ id, nodes }) => nodes
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ element, html }) => ({ rule: id, html, ours: isOurs(id, element) })));
}

// Runs in the page. Returns the plugin's parts that are wider than the page, and the words of names and headers that
// are broken across lines.
function misplaced(ours) {
  const found = [...document.querySelectorAll(`:is(${ours}):not(a)`)]
    .filter((part) => part.getBoundingClientRect().right > window.innerWidth + 1)
    .map((part) => `wider than the page: ${part.className}`);
  const names = ':is(th:not(:has(.jenkins-visually-hidden)), code, time, .bitbucket-table__name)';
  for (const name of document.querySelectorAll(`:is(${ours}) ${names}`)) {
    const texts = document.createTreeWalker(name, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      for (const { 0: word, index } of texts.currentNode.data.matchAll(/\S+/g)) {
        const range = document.createRange();
        range.setStart(texts.currentNode, index);
        range.setEnd(texts.currentNode, index + word.length);
        const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
        if (lines.size > 1) found.push(`broken: ${word}`);
      }
    }
  }
  return found;
}

// Checks a page at each width, and counts the findings in the plugin's parts, which `ours` selects. `atWidth` is called
// at each width.
export async function check(page, name, ours, atWidth = async () => {}) {
  const { width: before, height } = page.viewportSize();
  await page.evaluate(axe);
  for (const width of widths) {
    await page.setViewportSize({ width, height });
    pages += 1;
    await atWidth(width);
    for (const found of await page.evaluate(seriousFindings, { ours, jenkinsOwn })) {
      if (found.ours) findings.push(`${name}, ${width} pixels: ${found.rule}: ${found.html}`);
      else notCounted.add(found.rule);
    }
    for (const found of await page.evaluate(misplaced, ours)) findings.push(`${name}, ${width} pixels: ${found}`);
  }
  await page.setViewportSize({ width: before, height });
}

// Prints the findings, and returns whether there are none.
export function report() {
  findings.forEach((finding) => console.log(finding));
  console.log(`Jenkins' own findings, not counted: ${[...notCounted].sort().join(', ') || 'none'}`);
  console.log(`Pictures: ${pages} pages, ${findings.length} serious accessibility findings`);
  return findings.length === 0;
}
