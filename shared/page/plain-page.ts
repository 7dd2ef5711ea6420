import { type Html, html } from './html.ts'

/**
 * A page for somebody who may not read the others: it tells nothing of the stack. `forwards`: where the browser goes next
 * from here; begun by this page itself, so that a cookie for this site alone is sent along.
 */
export function plainPage(heading: string, what: string, more?: Html, forwards?: string): { page: Html; csp: string } {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${heading}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
${forwards !== undefined && html`<meta http-equiv="refresh" content="0;url=${forwards}">`}
</head>
<body>
<main><h1>${heading}</h1><p>${what}</p>${more}</main>
</body>
</html>
`
  return { page, csp: "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'" }
}
