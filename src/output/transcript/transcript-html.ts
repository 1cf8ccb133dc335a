import {createHash} from 'node:crypto'
import {diffLineKinds} from '../diff-line-kinds.ts'
import {escapeControls, escapeLine, escapeLines} from '../escape-controls.ts'
import {closesFence, openingFence} from '../fence.ts'
import {callEnd, callTitle, changesEnd, checksEnd, checksTitle, timeInUtc, turnEnd} from './describe-part.ts'
import {pageStyle} from './page-style.ts'
import type {Transcript, TranscriptPart, TranscriptTurn} from './transcript.ts'

/**
 * One page that needs nothing else: no script, no request. What others wrote gets into it as text alone, and the
 * policy of the page allows the one style that is ours.
 */
export function transcriptHtml(transcript: Transcript): string {
  const {id, workspace, startedAtMs, turns} = transcript
  const styleHash = createHash('sha256').update(pageStyle).digest('base64')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Session ${line(id.slice(0, 8))}</title>
<style>${pageStyle}</style>
</head>
<body>
<a class="skip" href="#turns">Skip to the turns</a>
<header>
<h1>Session ${line(id.slice(0, 8))}</h1>
<dl>
<dt>Workspace</dt><dd>${line(workspace)}</dd>
<dt>Begun</dt><dd>${timeInUtc(startedAtMs)}</dd>
<dt>Id</dt><dd>${line(id)}</dd>
</dl>
</header>
<nav aria-label="Turns">
<ol>
${turns.map(({number, prompt}) => `<li><a href="#turn-${number}">${line(titleOf(prompt))}</a></li>`).join('\n')}
</ol>
</nav>
<main id="turns" tabindex="-1">
${turns.map((turn) => turnHtml(turn, turns.length)).join('\n')}
</main>
</body>
</html>
`
}

function turnHtml(turn: TranscriptTurn, turns: number): string {
  const {number, startedAtMs, model, provider, prompt, attachments, parts} = turn
  const next = `<a class="skip" href="#turn-${number + 1}">Skip to the next turn</a>\n`
  return `<article id="turn-${number}" tabindex="-1" aria-labelledby="title-${number}">
<h2 id="title-${number}">Turn ${number}</h2>
${number < turns ? next : ''}<p class="facts">${timeInUtc(startedAtMs)} · ${line(model)} (${line(provider)})</p>
<blockquote>${block(prompt)}</blockquote>
${attachments.length === 0 ? '' : `<p class="facts">With: ${attachments.map(line).join(', ')}</p>\n`}${parts.map(partHtml).join('\n')}
<p class="facts">${line(turnEnd(turn))}</p>
</article>`
}

const titleLength = 80

function titleOf(prompt: string): string {
  const text = prompt.trim().replace(/\s+/g, ' ')
  return text.length > titleLength ? `${text.slice(0, titleLength).toWellFormed()}…` : text
}

function partHtml(part: TranscriptPart): string {
  switch (part.kind) {
    case 'answer':
      return `<div class="answer">${answerHtml(part.text)}</div>`
    case 'message':
      return `<blockquote>${block(part.text)}</blockquote>`
    case 'call':
      return folded(callTitle(part), {end: callEnd(part), failed: part.status !== 'ok', body: part.output})
    case 'checks':
      return folded(checksTitle(part.command), {
        end: checksEnd(part.passed),
        failed: part.passed === false,
        body: part.output,
      })
    case 'changes':
      return `<details open><summary><h3>Change set ${line(part.id)}</h3> <span class="end">${line(changesEnd(part))}</span></summary>
<pre class="diff"><code>${diffHtml(part.diff)}</code></pre></details>`
    case 'notice':
      return `<p class="facts">Notice: ${line(part.text)}</p>`
    case 'error':
      return `<p class="error">Error: ${line(part.message)}</p>`
  }
}

interface Folded {
  readonly end: string
  readonly failed: boolean
  readonly body: string
}

function folded(title: string, {end, failed, body}: Folded): string {
  const head = `<h3><code>${block(title)}</code></h3> <span class="end${failed ? ' failed' : ''}">${line(end)}</span>`
  const text =
    body.trim() === '' ? '<p class="facts">No output.</p>' : `<pre><code>${block(body.trimEnd())}</code></pre>`
  return `<details><summary>${head}</summary>\n${text}</details>`
}

/** Paragraphs and fenced blocks; all other Markdown is shown as it was written. */
function answerHtml(text: string): string {
  const blocks: string[] = []
  let lines: string[] = []
  let fence: ReturnType<typeof openingFence>
  const flush = (isCode: boolean): void => {
    const joined = lines.join('\n')
    lines = []
    if (isCode) blocks.push(`<pre><code>${block(joined)}</code></pre>`)
    else for (const piece of joined.split(/\n{2,}/)) if (piece.trim() !== '') blocks.push(`<p>${prose(piece)}</p>`)
  }

  for (const current of text.replaceAll('\r\n', '\n').split('\n')) {
    const opened = fence === undefined ? openingFence(current) : undefined
    const isClosed = fence !== undefined && closesFence(current, fence)
    if (opened === undefined && !isClosed) {
      lines.push(current)
      continue
    }
    flush(isClosed)
    fence = opened
  }
  flush(fence !== undefined)
  return blocks.join('\n')
}

/** With what stands between backticks as code. */
function prose(text: string): string {
  return text
    .trim()
    .split(/(`[^`\n]+`)/)
    .map((piece, index) => (index % 2 === 1 ? `<code>${block(piece.slice(1, -1))}</code>` : block(piece)))
    .join('')
}

function diffHtml(diff: string): string {
  return diffLineKinds(diff)
    .map(({text, kind}) => `<span${kind === 'same' ? '' : ` class="${kind}"`}>${encode(escapeControls(text))}</span>`)
    .join('')
}

function line(text: string): string {
  return encode(escapeLine(text))
}

function block(text: string): string {
  return encode(escapeLines(text))
}

const entities: Readonly<Record<string, string>> = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;'}

function encode(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '')
}
