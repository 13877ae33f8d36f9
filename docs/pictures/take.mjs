// Walks through the demo's Jenkins in a real browser as a user would, in light and dark, with Jenkins' experimental flags
// off and on. Fails if a page is not as it should be, or has a serious accessibility finding at one of the widths; and
// takes the pictures of the documents; those with the flags stay in target/with-flags. bin/pictures starts the demo
// and this.
//
// node take.mjs JENKINS_URL PASSWORD FOLDER
import { chromium } from 'playwright-core';
import { check, report } from './accessibility.mjs';

const [url, password, folder] = process.argv.slice(2);
const credentials = `${url}manage/credentials/store/system/domain/_/`;

function expect(condition, what) {
  if (!condition) throw new Error(`not as it should be: ${what}`);
}

// What of a page with a form is ours.
const form = ':has(> .bitbucket-form)';

// Checks a page, of which the parts with the selector `ours` are the plugin's, and takes its picture, or that of a part.
async function look({ page, theme, flags }, name, ours, part) {
  await page.mouse.move(0, 0);
  const path = `${flags ? 'target/with-flags' : folder}/${name}-${theme}.png`;
  await (part ?? page).screenshot({ path, animations: 'disabled' });
  await check(page, `${name}, ${theme}${flags ? ', with experimental flags' : ''}`, ours);
}

async function logIn(page) {
  await page.goto(`${url}login`);
  await page.fill('input[name=j_username]', 'admin');
  await page.fill('input[name=j_password]', password);
  await page.click('button[name=Submit]');
  await page.waitForURL((to) => !to.pathname.startsWith('/login'));
}

// Turns all experimental flags of this Jenkins on or off, for the one who is logged in.
async function setFlags(page, on) {
  await page.goto(`${url}user/admin/experiments/`);
  const flags = page.locator('select[name$=".flag]"]');
  for (const flag of await flags.all()) await flag.selectOption(String(on));
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL((to) => !to.pathname.includes('experiments'));
}

// Presses Test Connection and gives what it shows.
async function testConnection(page) {
  await page.click('button.validate-button');
  const result = page.locator('.jenkins-validate-button__container__status .validation-error-area > div').first();
  await result.waitFor();
  return page.locator('.jenkins-validate-button__container__status').first().innerText();
}

// A field of a form, once its scripts have run, which name it for screen readers.
function scripted(place, field) {
  return place.locator(`[name="_.${field}"][aria-label]:not([type=hidden])`);
}

async function savedToken(page, id) {
  await page.goto(`${credentials}credential/${id}/`);
  await page.getByText('Update credential').first().click();
  await scripted(page.locator('dialog[open]'), 'email').waitFor();
  return testConnection(page);
}

// Adds a credential through the dialog, tests it there, and saves it.
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
  const shown = await testConnection(page);
  expect(shown.includes('Bitbucket rejected the token (401)'), shown);
  expect(shown.includes('access token of a repository'), shown);
  await look(walk, 'add-credentials', 'dialog[open] form', dialog);
  await page.keyboard.press('Escape');
}

async function snippetGenerator(walk) {
  const { page } = walk;
  await page.goto(`${url}job/open-pull-request/pipeline-syntax/`);
  const step = page.locator('select').first();
  const value = await page.locator('option', { hasText: 'bitbucketOpenPullRequest' }).first().getAttribute('value');
  await step.selectOption(value);
  await scripted(page, 'title').fill('Terraform 1.9');
  await page.locator('[name="_.sourceBranch"]:visible').fill('bump/terraform-1.9');
  await page.locator('[name="_.reviewers"]:visible').fill('jdoe');
  const choices = page.locator('select[name="_.credentialsId"]:visible');
  await choices.locator('option[value="bitbucket-prod"]').waitFor({ state: 'attached' });
  await choices.selectOption('bitbucket-prod');
  await page.click('#generatePipelineScript');
  await page.waitForFunction(() => document.querySelector('#prototypeText')?.value.includes('Terraform'));
  const snippet = await page.inputValue('#prototypeText');
  expect(snippet.startsWith("bitbucketOpenPullRequest credentialsId: 'bitbucket-prod'"), snippet);
  expect(!snippet.includes('ifExists'), `defaults in ${snippet}`);
  await look(walk, 'snippet-generator', form);
}

// Opens all settings, and tests an SSH key without having chosen one.
async function system(walk) {
  const { page } = walk;
  await page.goto(`${url}manage/configure`);
  const section = page.locator('.jenkins-section', { hasText: 'Default credentials' }).first();
  await section.getByRole('button', { name: 'Advanced' }).click();
  await section.locator('button.validate-button').click();
  await section.getByText('Choose an SSH key of the system store first.').waitFor();
  // So high that neither the header nor the bar with Save stands in the middle of it.
  const size = page.viewportSize();
  await page.setViewportSize({ width: size.width, height: 1700 });
  await section.evaluate((all) => all.scrollIntoView({ block: 'center' }));
  await look(walk, 'system', form, section);
  await page.setViewportSize(size);
}

// Tests all tokens, and looks at what is to be converted and at what administrators are told.
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
  await page.locator('input[name="_.email"], input[name="email"]').first().fill('jdoe');
  // It is checked when the field is left.
  await page.keyboard.press('Tab');
  await page.getByText('is a user name, not an email').waitFor();
  await look(walk, 'convert', '#main-panel');
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});

// One walk through all pages.
async function walkThrough(walk) {
  const { page } = walk;
  await setFlags(page, walk.flags);

  const good = await savedToken(page, 'bitbucket-prod');
  expect(good.includes('The token has every scope that is needed.'), good);
  expect(good.includes('The token belongs to Acme CI.'), good);
  await look(walk, 'test-connection-good', 'dialog[open] form', page.locator('dialog[open]'));

  const limited = await savedToken(page, 'bitbucket-read-only');
  expect(limited.includes('2 scopes are missing') && limited.includes('bitbucketCreateBranch'), limited);
  await look(walk, 'test-connection-limited', 'dialog[open] form', page.locator('dialog[open]'));

  await addCredential(walk);
  await snippetGenerator(walk);

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
      if (message.text().includes('Content Security Policy')) complaints.push(message.text());
    });
    await logIn(page);
    for (const flags of [false, true]) await walkThrough({ page, theme, flags });
    expect(complaints.length === 0, complaints.join('\n'));
    await context.close();
  }
  expect(report(), 'the accessibility of what stands above');
  console.log('every page is as it should be');
} finally {
  await browser.close();
}
