// Walks through the forms of all steps in the snippet generator.
import { expect, form, look, lookAtEachWidth, scripted } from './page.mjs';

async function openGenerator({ page, url }) {
  await page.goto(`${url}job/open-pull-request/pipeline-syntax/`);
  return page.locator('select').first();
}

// The names of the plugin's steps, as the snippet generator offers them.
async function stepNames(walk) {
  const titles = await (await openGenerator(walk)).locator('option').allInnerTexts();
  return titles.map((title) => title.trim().split(':')[0]).filter((name) => /bitbucket/i.test(name));
}

// Opens the form of a step, and returns it when its scripts have run and its drop-downs are filled.
async function openStep(walk, name) {
  const choice = await openGenerator(walk);
  const option = choice.locator('option', { hasText: `${name}:` });
  await choice.selectOption(await option.getAttribute('value'));
  const step = walk.page.locator(form);
  await scripted(step, 'retrySeconds').waitFor();
  for (const advanced of await step.getByRole('button', { name: 'Advanced' }).all()) await advanced.click();
  for (const dropDown of await step.locator('select').all()) {
    await dropDown.locator('option').first().waitFor({ state: 'attached' });
  }
  return step;
}

async function generate(page) {
  await page.click('#generatePipelineScript');
  await page.waitForFunction(() => document.querySelector('#prototypeText').value !== '');
  return page.inputValue('#prototypeText');
}

// Opens the help of the step and of each of its fields.
async function openHelp({ page }, name) {
  const buttons = page.locator('.jenkins-help-button:visible');
  for (const button of await buttons.all()) await button.click();
  const help = page.locator('.help:visible', { hasNotText: 'Loading...' });
  await help.nth(await buttons.count() - 1).waitFor();
  for (const text of await help.allInnerTexts()) {
    expect(text.includes('(from Bitbucket') && !text.includes('ERROR'), `help of ${name}: ${text}`);
  }
}

// Fills the required fields, and returns their values by their names, in alphabetical order.
async function fillRequired(step) {
  const values = [];
  for (const field of await step.locator('[aria-required]').all()) {
    const name = (await field.getAttribute('name')).replace('_.', '');
    if (!await field.evaluate((element) => element.matches('select'))) {
      await field.fill(name);
      await field.blur();
    }
    values.push([name, await field.inputValue()]);
  }
  return values.sort();
}

// The shortest code of a step with these arguments.
function code(name, values) {
  if (values.length === 0) return `${name}()`;
  if (values.length === 1) return `${name} '${values[0][1]}'`;
  return `${name} ${values.map(([argument, value]) => `${argument}: '${value}'`).join(', ')}`;
}

// Looks at the form of each step, and generates its code with the required arguments only.
export async function everyStep(walk) {
  const { page } = walk;
  const size = page.viewportSize();
  const names = await stepNames(walk);
  expect(names.length > 0, 'there are no steps');
  for (const name of names) {
    const step = await openStep(walk, name);
    // So high that the form is seen as a whole.
    await page.setViewportSize({ width: size.width, height: 2400 });
    await lookAtEachWidth(walk, name, form, page.locator('form[name=config]'));
    const values = await fillRequired(step);
    await page.waitForFunction((ours) => !document.querySelector(`${ours} .error`), form);
    const snippet = await generate(page);
    const withoutBlock = snippet.replace(/\((.*)\) \{\s+\/\/ some block\s+\}$/, ' $1');
    expect(withoutBlock === code(name, values), snippet);
    await openHelp(walk, name);
    await page.setViewportSize(size);
  }
}

// Types into a field, chooses the first suggestion with the keyboard, and expects that the field contains it.
async function complete(page, step, field, typed, suggestion, key) {
  const input = step.locator(`[name="_.${field}"]`);
  await input.pressSequentially(typed);
  await page.locator('.jenkins-dropdown__item:visible', { hasText: suggestion }).first().waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press(key);
  expect(await input.inputValue() === suggestion, `${field} is ${await input.inputValue()}`);
}

export async function completion(walk) {
  const { page } = walk;
  const branch = await openStep(walk, 'bitbucketDeleteBranch');
  await complete(page, branch, 'repository', 'ac', 'acme/', 'Enter');
  await complete(page, branch, 'repository', 'inf', 'acme/infra', 'Tab');
  await complete(page, branch, 'branch', 'terra', 'bump/terraform-1.9', 'Enter');
  await complete(page, await openStep(walk, 'bitbucketListRepositories'), 'workspace', 'a', 'acme', 'Tab');
}

// Generates the code of a step with a credential, for the picture of the documents.
export async function snippetGenerator(walk) {
  const { page } = walk;
  const step = await openStep(walk, 'bitbucketOpenPullRequest');
  await step.locator('[name="_.title"]').fill('Terraform 1.9');
  await step.locator('[name="_.sourceBranch"]').fill('bump/terraform-1.9');
  await step.locator('[name="_.reviewers"]').fill('jdoe');
  const credentials = step.locator('select[name="_.credentialsId"]');
  await credentials.locator('option[value="bitbucket-prod"]').waitFor({ state: 'attached' });
  await credentials.selectOption('bitbucket-prod');
  const snippet = await generate(page);
  expect(snippet.startsWith("bitbucketOpenPullRequest credentialsId: 'bitbucket-prod'"), snippet);
  expect(!snippet.includes('ifExists'), `defaults in ${snippet}`);
  await look(walk, 'snippet-generator', form);
}
