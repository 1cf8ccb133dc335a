import {expect, test} from 'vitest'
import {createStyle} from '../../../src/output/create-style.ts'
import {displayWidth} from '../../../src/output/display-width.ts'
import type {Transcript, TranscriptPart} from '../../../src/output/transcript/transcript.ts'
import {transcriptHtml} from '../../../src/output/transcript/transcript-html.ts'
import {transcriptMarkdown} from '../../../src/output/transcript/transcript-markdown.ts'
import {transcriptText} from '../../../src/output/transcript/transcript-text.ts'

const startedAtMs = Date.parse('2026-11-23T10:00:00Z')
const diff = '--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-one\n+two\n'

function transcript(...parts: readonly TranscriptPart[]): Transcript {
  const turn = {
    id: 'turn-1',
    number: 1,
    startedAtMs,
    model: 'm',
    provider: 'p',
    approvalMode: 'suggest',
    prompt: 'Do it.\nNow.',
    attachments: ['stdin'],
    parts,
    outcome: 'done',
    usage: {inputTokens: 1200, cachedInputTokens: 0, outputTokens: 1, reasoningTokens: 0},
    costUsd: 0.5,
    durationMs: 1500,
  }
  return {id: 'abcdef12-3456', workspace: '/work', startedAtMs, turns: [turn]}
}

const everything = transcript(
  {kind: 'answer', text: 'Let me `look`:\n\n```js\nconst a = 1 < 2\n```\nSo.'},
  {kind: 'call', tool: 'shell', title: 'ls', status: 'ok', decision: 'yes', output: 'a.txt\n', durationMs: 12},
  {kind: 'call', tool: 'apply_patch', title: 'M a.txt', status: 'unknown', output: ''},
  {kind: 'message', text: 'Faster.'},
  {kind: 'checks', command: 'npm test', passed: false, output: '1 failed'},
  {kind: 'changes', id: 'c1', status: 'pending', because: 'it was denied', files: [], diff},
  {kind: 'notice', text: 'Mind *this*.'},
  {kind: 'error', code: 'X', message: 'It broke.', suggestions: []},
)

test('as text', () => {
  expect(transcriptText(everything, {style: createStyle(false), columns: 60})).toBe(
    [
      'Session abcdef12-3456 in /work',
      'Turn 1 · 2026-11-23 10:00 UTC · m (p) · turn-1',
      '> Do it.\n> Now.',
      'With: stdin',
      'Let me `look`:\n\n```js\nconst a = 1 < 2\n```\nSo.',
      '$ ls  (done, asked: yes, 12 ms)\n    a.txt',
      'apply_patch: M a.txt  (its result is not known)',
      '> Faster.',
      'Checks: npm test  (failed)\n    1 failed',
      'Change set c1 (pending, it was denied)\n--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-one\n+two',
      'Notice: Mind *this*.',
      'Error: It broke.',
      'done · 1,200 tokens in, 1 token out · $0.5000 · 1.5 s',
    ].join('\n\n'),
  )
})

test('as Markdown, in which what is code of HTML stays text', () => {
  expect(transcriptMarkdown(everything)).toBe(
    `${[
      '# Session abcdef12-3456',
      'Workspace: `/work`  \nBegun: 2026-11-23 10:00 UTC',
      '## Turn 1',
      '2026-11-23 10:00 UTC · `m` (`p`)',
      '> Do it.\n> Now.',
      'With: `stdin`',
      'Let me `look`:\n\n```js\nconst a = 1 < 2\n```\nSo.',
      '### `$ ls`',
      'done, asked: yes, 12 ms',
      '```text\na.txt\n```',
      '### `apply_patch: M a.txt`',
      'its result is not known',
      '> Faster.',
      '### `Checks: npm test`',
      'failed',
      '```text\n1 failed\n```',
      '### Change set `c1`',
      'pending, it was denied',
      `\`\`\`diff\n${diff}\`\`\``,
      'Notice: Mind \\*this\\*.',
      '**Error:** It broke.',
      '*done · 1,200 tokens in, 1 token out · $0.5000 · 1.5 s*',
    ].join('\n\n')}\n`,
  )
})

test.each([
  {text: '<script>x</script>', becomes: '&lt;script>x&lt;/script>'},
  {text: '![x](http://tracker)', becomes: '!\\[x](http://tracker)'},
  {text: '```\nleft open', becomes: '```\nleft open\n```'},
  {text: '~~~~js\n<b>\n~~~\n~~~~\n<b>', becomes: '~~~~js\n<b>\n~~~\n~~~~\n&lt;b>'},
])('an answer in Markdown fetches nothing, is no HTML and ends with its text: $text', ({text, becomes}) => {
  expect(transcriptMarkdown(transcript({kind: 'answer', text}))).toContain(`\n\n${becomes}\n\n`)
})

test.each([
  {output: '```\nfences\n````', fence: '`````'},
  {output: 'none', fence: '```'},
])('a fence is longer than those in it: $output', ({output, fence}) => {
  const markdown = transcriptMarkdown(transcript({kind: 'checks', command: '`x`', output}))

  expect(markdown).toContain(`${fence}text\n${output}\n${fence}\n`)
  expect(markdown).toContain('### `` Checks: `x` ``\n')
})

test('as a page: what stands in fences is a block of code, and lines of a diff have their kind', () => {
  const html = transcriptHtml(everything)

  expect(html).toContain('<p>Let me <code>look</code>:</p>\n<pre><code>const a = 1 &lt; 2</code></pre>\n<p>So.</p>')
  expect(html).toContain(
    '<span class="place">@@ -1 +1 @@</span><span class="del">-one</span><span class="add">+two</span>',
  )
  expect(html).toContain('<blockquote>Do it.\nNow.</blockquote>')
  expect(html).toContain('<title>Session abcdef12</title>')
})

test('no line of the text is wider than the screen', () => {
  const long = transcript(
    {kind: 'answer', text: 'word '.repeat(50)},
    {kind: 'call', tool: 'shell', title: 'x'.repeat(99), status: 'ok', output: '日本'.repeat(60)},
  )
  const text = transcriptText(long, {style: createStyle(false), columns: 40})

  expect(Math.max(...text.split('\n').map(displayWidth))).toBeLessThanOrEqual(40)
})
