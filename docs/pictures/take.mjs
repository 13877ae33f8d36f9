// Walks through the demo's Jenkins in a real browser, in light and dark, with Jenkins' experimental flags off and on.
// Fails if a page is not as expected, or has a serious accessibility finding at one of the widths. Takes the pictures of
// the documents; those with the flags go to target/with-flags, and those of the steps' forms to target/steps.
// bin/pictures starts the demo and this script.
//
// node take.mjs JENKINS_URL PASSWORD FOLDER
import { chromium } from 'playwright-core';
import { check, report } from './accessibility.mjs';
import { expect, form, look, named, scripted } from './page.mjs';
import { completion, everyStep, snippetGenerator } from './steps.mjs';

const [url, password, folder] = process.argv.slice(2);
const credentials = `${url}manage/credentials/store/system/domain/_/`;

async function logIn(page) {
  await page.goto(`${url}login`);
  await page.fill('input[name=j_username]', 'admin');
  await page.fill('input[name=j_password]', password);
  await page.click('button[name=Submit]');
  await page.waitForURL((to) => !to.pathname.startsWith('/login'));
}

// Turns all experimental flags on or off for the user who is logged in.
async function setFlags(page, on) {
  await page.goto(`${url}user/admin/experiments/`);
  const flags = page.locator('select[name$=".flag]"]');
  for (const flag of await flags.all()) await flag.selectOption(String(on));
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL((to) => !to.pathname.includes('experiments'));
}

// Presses a button that tests what is in a form, and returns what it shows.
async function press(page, title) {
  const button = page.getByRole('button', { name: title });
  await button.click();
  const test = page.locator('.jenkins-validate-button__container', { has: button });
  await test.locator('.validation-error-area > div').first().waitFor();
  return test.locator('.jenkins-validate-button__container__status').innerText();
}

async function savedToken(page, id) {
  await page.goto(`${credentials}credential/${id}/`);
  await page.getByText('Update credential').first().click();
  await scripted(page.locator('dialog[open]'), 'email').waitFor();
  return press(page, 'Test Connection');
}

// Fills in a new credential in the dialog, and tests it there.
async function addCredential(walk) {
  const { page } = walk;
  await page.goto(credentials);
  await page.getByText('Add Credentials').first().click();
  await page.locator('dialog[open]').getByText('Bitbucket API Token with Email').first().click();
  await page.locator('dialog[open]').getByRole('button', { name: 'Next' }).click();
  const dialog = page.locator('dialog[open]');
  await scripted(dialog, 'email').fill('jdoe');
  await scripted(dialog, 'token').fill('ATCTT3xNotAnApiToken');
  await dialog.locator('input[name="_.labels"]').fill('staging');
  await dialog.getByText('is a user name, not an email').waitFor();
  await dialog.getByText('This is an access token').waitFor();
  await dialog.locator('input[name="_.email"]').fill('ci@acme.example');
  const shown = await press(page, 'Test Connection');
  expect(shown.includes('Bitbucket rejected the token (401)'), shown);
  expect(shown.includes('access token of a repository'), shown);
  await look(walk, 'add-credentials', 'dialog[open] form', dialog);
  await page.keyboard.press('Escape');
}

// Opens all settings, and presses Test SSH key before a key is chosen.
async function system(walk) {
  const { page } = walk;
  await page.goto(`${url}manage/configure`);
  const section = page.locator('.jenkins-section', { hasText: 'Default credentials' }).first();
  await section.getByRole('button', { name: 'Advanced' }).click();
  await section.locator('button.validate-button').click();
  await section.getByText('Choose an SSH key of the system store first.').waitFor();
  // So high that neither the header nor the bar with Save covers the middle of the section.
  const size = page.viewportSize();
  await page.setViewportSize({ width: size.width, height: 1700 });
  await section.evaluate((all) => all.scrollIntoView({ block: 'center' }));
  await look(walk, 'system', form, section);
  await page.setViewportSize(size);
}

// Tests all tokens, and looks at the administrative monitors and at the credentials to convert.
async function credentialsPage(walk) {
  const { page } = walk;
  await page.goto(`${url}manage/`);
  await page.getByText('(Made in 2023)').first().waitFor();
  await page.getByText('(Has no write scopes)').first().waitFor();
  await look(walk, 'warnings', '.jenkins-alert:has(a[href*="bitbucketCredentials"], a[href*="/credential/"])');
  await page.goto(`${url}manage/bitbucketCredentials/`);
  await page.getByRole('button', { name: 'Test all' }).click();
  await page.waitForLoadState('load');
  await page.locator('#tokens').getByText('lacks').first().waitFor();
  await look(walk, 'bitbucket-credentials', '.bitbucket-table, .jenkins-description');
  await page.locator('#old a', { hasText: 'Convert' }).click();
  await page.locator('input[name="email"][aria-label]').fill('jdoe');
  // Jenkins checks a field when it loses the focus.
  await page.keyboard.press('Tab');
  await page.getByText('is a user name, not an email').waitFor();
  await look(walk, 'convert', '#main-panel');
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});

// Walks through all pages once.
async function walkThrough(walk) {
  const { page } = walk;
  await setFlags(page, walk.flags);

  const good = await savedToken(page, 'bitbucket-prod');
  expect(good.includes('The token has every scope that is needed.'), good);
  expect(good.includes('The token belongs to Acme CI.'), good);
  await look(walk, 'test-connection-good', 'dialog[open] form', page.locator('dialog[open]'));

  const repositories = await press(page, 'Show repositories');
  expect(repositories.includes('acme/infra'), repositories);
  await check(page, named(walk, 'show-repositories'), 'dialog[open] form');

  const limited = await savedToken(page, 'bitbucket-read-only');
  expect(limited.includes('2 scopes are missing') && limited.includes('bitbucketCreateBranch'), limited);
  await look(walk, 'test-connection-limited', 'dialog[open] form', page.locator('dialog[open]'));

  await addCredential(walk);
  await snippetGenerator(walk);
  // Once in light without the flags, and once in dark with them.
  if ((walk.theme === 'dark') === walk.flags) {
    await completion(walk);
    await everyStep(walk);
  }

  await page.goto(`${url}job/open-pull-request/1/`);
  await page.getByText('On Bitbucket Cloud').waitFor();
  await look(walk, 'build', '.bitbucket-summary');
  await page.goto(`${url}job/open-pull-request/1/console`);
  await page.locator('a', { hasText: '/pull-requests/1' }).first().waitFor();
  await look(walk, 'console', '.console-output a');
  await system(walk);
  await credentialsPage(walk);
}

try {
  for (const theme of ['light', 'dark']) {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 }, colorScheme: theme, reducedMotion: 'reduce' });
    const page = await context.newPage();
    const complaints = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      const problem = message.type() === 'error' || message.text().includes('Content Security Policy');
      if (problem) complaints.push(`${message.text()} (${message.location().url})`);
    });
    await logIn(page);
    for (const flags of [false, true]) await walkThrough({ page, theme, flags, url, folder });
    expect(complaints.length === 0, complaints.join('\n'));
    await context.close();
  }
  expect(report(), 'see the findings above');
  console.log('every page is as expected');
} finally {
  await browser.close();
}
