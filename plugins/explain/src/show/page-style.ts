/** The whole style of the HTML page. Its hash stands in the page's security policy. */
export const pageStyle = `
:root { color-scheme: light dark; --text: #1f2328; --back: #ffffff; --soft: #59636e; --line: #d1d9e0; --code: #f6f8fa;
  --comment: #59636e; --string: #0a3069; --keyword: #a40e26; --name: #6639ba; --type: #953800; --number: #0550ae;
  --added: #116329; --removed: #82071e; --mark: #0969da; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6edf3; --back: #0d1117; --soft: #9198a1; --line: #3d444d; --code: #151b23;
    --comment: #9198a1; --string: #a5d6ff; --keyword: #ff7b72; --name: #d2a8ff; --type: #ffa657; --number: #79c0ff;
    --added: #7ee787; --removed: #ffa198; --mark: #4493f8; }
}
body { margin: 0 auto; padding: 1.5rem; max-width: 90rem; color: var(--text); background: var(--back);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; }
p, ul { max-width: 46rem; }
code { font-family: ui-monospace, monospace; font-size: 0.85rem; tab-size: 4; }
p code, li code, .note code { background: var(--code); padding: 0.1em 0.3em; border-radius: 0.3em; }
.listing { border: 1px solid var(--line); border-radius: 0.4rem; overflow: hidden; background: var(--code); }
.block { display: grid; grid-template-columns: minmax(0, 1fr) 38%; }
.block + .block { border-top: 1px solid var(--line); }
.gap { padding-left: 4ch; color: var(--soft); border-top: 1px solid var(--line); }
pre { margin: 0; padding: 0.35rem 0.75rem; white-space: pre-wrap; }
.row { display: block; padding-left: 7ch; text-indent: -7ch; }
.at { display: inline-block; width: 5ch; margin-right: 2ch; text-align: right; text-indent: 0; color: var(--soft);
  user-select: none; }
.note { padding: 0.35rem 1rem; background: var(--back); font-size: 0.9rem; }
.noted .note { border-left: 3px solid var(--mark); }
.place { color: var(--soft); } .failed { color: var(--removed); }
.comment { color: var(--comment); } .string { color: var(--string); } .keyword { color: var(--keyword); }
.name { color: var(--name); } .type { color: var(--type); } .number { color: var(--number); }
.added { color: var(--added); } .removed { color: var(--removed); }
@media (max-width: 45rem) {
  body { padding: 1rem; } .block { display: block; } .block:not(.noted) .note { display: none; }
}
`
