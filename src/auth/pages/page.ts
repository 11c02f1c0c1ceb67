import { createHash } from 'node:crypto';

const STYLE = `
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 26rem; margin: 15vh auto 2rem; padding: 0 1rem }
label, input, button { display: block; width: 100%; box-sizing: border-box; font: inherit }
input, button { margin: .25rem 0 1rem; padding: .5rem }
@media (prefers-color-scheme: dark) { :root { color-scheme: dark } }
`;

/**
 * Sends the form to the API with the token of the page's own address, which it then takes out of the address bar. Words of
 * the answer are shown as text.
 */
const SCRIPT = `
const token = new URLSearchParams(location.search).get('token') ?? '';
history.replaceState(null, '', location.pathname);
const form = document.querySelector('form');
const answer = document.querySelector('[role=status]');
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = form.querySelector('button');
  button.disabled = true;
  answer.textContent = 'One moment …';
  try {
    const response = await fetch(form.dataset.call, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...Object.fromEntries(new FormData(form)), token }),
    });
    if (response.ok) {
      form.hidden = true;
      answer.textContent = form.dataset.done;
      return;
    }
    const { errors = [], title } = await response.json();
    const isUseless = errors.some(({ field }) => field === 'token');
    answer.textContent = isUseless
      ? 'This link does not work, or not any more. Ask for a new mail.'
      : errors.map(({ message }) => message).join('; ') || title;
  } catch {
    answer.textContent = 'That did not work. Try again in a moment.';
  }
  button.disabled = false;
});
`;

/**
 * Writes a page out: a form that calls the API. Nothing of a request goes into it.
 *
 * @param call where the form goes, relative to the page.
 * @param done what is said when that worked.
 * @param form what stands in the form, as HTML.
 */
export function page(title: string, { call, done, form }: { call: string; done: string; form: string }): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<form data-call="${call}" data-done="${done}">
${form}
</form>
<p role="status"></p>
<noscript><p>This page needs JavaScript.</p></noscript>
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

/** Admits the pages' own script and style, and calls of the API, and nothing else. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `script-src '${hashOf(SCRIPT)}'`,
  `style-src '${hashOf(STYLE)}'`,
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
