/** The whole style of an exported page: light and dark as the reader's system, one column, and everything open in print. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --ground: #fdfdfc; --text: #1d1f21; --soft: #5a6068; --line: #d5d8dc; --raised: #f3f4f5; --link: #0b5fae;
  --added: #0a6b2c; --added-ground: #e3f5e8; --removed: #a5221c; --removed-ground: #fdeceb; --place: #5b3fa0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #16181b; --text: #e4e6e8; --soft: #a3a9b1; --line: #3a3f46; --raised: #202327; --link: #7db8f5;
    --added: #7ee2a0; --added-ground: #12301d; --removed: #ff9d95; --removed-ground: #3d1a18; --place: #c3aeff;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 60rem;
  background: var(--ground); color: var(--text);
  font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere;
}
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 2px; }
.skip { position: absolute; left: -100vw; padding: .5rem 1rem; background: var(--raised); }
.skip:focus { left: 1rem; top: .5rem; z-index: 1; }
h1 { font-size: 1.5rem; margin: 0 0 .5rem; }
h2 { font-size: 1.2rem; margin: 0; }
h3 { font-size: 1rem; margin: 0; display: inline; font-weight: 600; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 0 0 1rem; }
dt { color: var(--soft); }
dd { margin: 0; }
nav ol { margin: 0; padding-left: 1.5rem; }
nav { border: 1px solid var(--line); border-radius: .4rem; padding: .7rem 1rem; margin-bottom: 1.5rem; }
article { border-top: 2px solid var(--line); padding-top: 1.2rem; margin-top: 2rem; }
.facts { color: var(--soft); font-size: .9rem; margin: .1rem 0 .8rem; }
blockquote {
  margin: .8rem 0; padding: .6rem 1rem; border-left: 4px solid var(--link);
  background: var(--raised); white-space: pre-wrap;
}
.answer p { white-space: pre-wrap; margin: .8rem 0; }
pre, code { font: .875rem/1.45 ui-monospace, "DejaVu Sans Mono", monospace; }
pre {
  margin: .5rem 0; padding: .7rem .9rem; background: var(--raised); border: 1px solid var(--line);
  border-radius: .4rem; white-space: pre-wrap; overflow-wrap: anywhere;
}
code { background: var(--raised); padding: .05rem .25rem; border-radius: .2rem; }
pre code { background: none; padding: 0; }
details { border: 1px solid var(--line); border-radius: .4rem; padding: .45rem .8rem; margin: .8rem 0; }
summary { cursor: pointer; }
summary code { background: none; padding: 0; white-space: pre-wrap; }
.end { color: var(--soft); font-size: .9rem; }
.failed, .error { color: var(--removed); }
.diff { padding: .4rem 0; }
.diff span { display: block; padding: 0 .9rem; min-height: 1.45em; }
.diff .add { color: var(--added); background: var(--added-ground); }
.diff .del { color: var(--removed); background: var(--removed-ground); }
.diff .place { color: var(--place); }
.diff .file { font-weight: 700; }
@media print {
  :root { color-scheme: light; --ground: #fff; --text: #000; --soft: #444; --line: #999; --raised: #fff; --link: #000;
    --added: #004d1a; --added-ground: #fff; --removed: #8a0000; --removed-ground: #fff; --place: #333; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .skip, nav { display: none; }
  details::details-content { content-visibility: visible; display: block; height: auto; }
  article, pre, details { break-inside: auto; }
  h2, summary { break-after: avoid; }
}
`
