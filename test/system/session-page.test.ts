import {execFile} from 'node:child_process'
import {writeFile} from 'node:fs/promises'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import path from 'node:path'
import {promisify} from 'node:util'
import {expect, onTestFinished, test} from 'vitest'
import type {Transcript, TranscriptPart, TranscriptTurn} from '../../src/output/transcript/transcript.ts'
import {transcriptHtml} from '../../src/output/transcript/transcript-html.ts'
import {temporaryFolder} from '../helpers/temporary-folder.ts'

/** Everything that gets into a page and was written by somebody else. */
function pageOf(hostile: string): string {
  const parts: readonly TranscriptPart[] = [
    {kind: 'answer', text: `${hostile}\n\n\`${hostile}\`\n\n\`\`\`${hostile}\n${hostile}\n\`\`\`\n${hostile}`},
    {kind: 'message', text: hostile},
    {kind: 'call', tool: hostile, title: hostile, status: 'ok', decision: hostile, output: hostile, durationMs: 1},
    {kind: 'checks', command: hostile, passed: false, output: hostile},
    {
      kind: 'changes',
      id: hostile,
      status: 'landed',
      because: hostile,
      files: [],
      diff: `--- a/${hostile}\n+${hostile}\n`,
    },
    {kind: 'notice', text: hostile},
    {kind: 'error', code: hostile, message: hostile, suggestions: [hostile]},
  ]
  const turn: TranscriptTurn = {
    id: hostile,
    number: 1,
    startedAtMs: 0,
    verb: hostile,
    model: hostile,
    provider: hostile,
    approvalMode: hostile,
    prompt: hostile,
    attachments: [hostile],
    parts,
    outcome: hostile,
  }
  const transcript: Transcript = {id: hostile, workspace: hostile, startedAtMs: 0, turns: [turn, {...turn, number: 2}]}
  return transcriptHtml(transcript)
}

const run = promisify(execFile)

/** The page as chromium has it when all of it was loaded. */
async function openInChromium(html: string): Promise<string> {
  const folder = await temporaryFolder()
  const file = path.join(folder, 'page.html')
  await writeFile(file, html)
  const {stdout} = await run(
    'chromium',
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      `--user-data-dir=${path.join(folder, 'profile')}`,
      '--virtual-time-budget=3000',
      '--dump-dom',
      `file://${file}`,
    ],
    {timeout: 60_000, maxBuffer: 50_000_000, env: {PATH: process.env['PATH'] ?? '', HOME: folder}},
  )
  return stdout
}

/** A server that notes what it is asked for. */
async function trap() {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.end('document.title = "owned"')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return {asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`}
}

function attacks(url: string): readonly string[] {
  const own = `document.title='owned';fetch('${url}/fetched')`
  return [
    `<script>${own}</script>`,
    `</code></pre></details></style></title><script>${own}</script>`,
    `"><img src="${url}/image" onerror="${own}">`,
    `' onfocus='${own}' autofocus='`,
    `<svg onload="${own}"><script>${own}</script></svg>`,
    `<iframe src="${url}/frame"></iframe><object data="${url}/object"></object><embed src="${url}/embed">`,
    `<link rel="stylesheet" href="${url}/style"><style>@import '${url}/import'; body{background:url(${url}/bg)}</style>`,
    `<base href="${url}/"><meta http-equiv="refresh" content="0;url=${url}/refreshed">`,
    `<form action="${url}/form"><input name=a><button autofocus>x</button></form>`,
    `<a href="javascript:${own}" id="turns">x</a>`,
    `<!--><script>${own}</script>--!><![CDATA[<script>${own}</script>]]>`,
    `&lt;script&gt;${own}&lt;/script&gt;&#60;script&#62;${own}`,
    `\u2028<script>${own}</script>\u0000<scr\u0000ipt>${own}</script>`,
    `![image](${url}/markdown) [link](javascript:${own})`,
  ]
}

test('hostile text runs nothing, asks for nothing and changes no title', async () => {
  const {asked, url} = await trap()

  const dom = await openInChromium(pageOf(attacks(url).join('\n')))

  expect(dom).toContain('<title>Session &lt;script&gt;</title>')
  expect(asked).toEqual([])
  const body = dom.slice(dom.indexOf('<body>'))
  const tags = new Set([...body.matchAll(/<([a-z][a-z0-9]*)/g)].map(([, name]) => name))
  for (const tag of [
    'script',
    'img',
    'svg',
    'iframe',
    'object',
    'embed',
    'link',
    'style',
    'base',
    'meta',
    'form',
    'input',
  ]) {
    expect(tags).not.toContain(tag)
  }
  expect([...body.matchAll(/<[^>]* on[a-z]+=/g)]).toEqual([])
})

test('the same script in a page that lets it in is seen to run: the trap works', async () => {
  const {asked, url} = await trap()

  const dom = await openInChromium(`<!doctype html><title>fine</title><script src="${url}/script"></script>`)

  expect(asked).toEqual(['/script'])
  expect(dom).toContain('<title>owned</title>')
})

test('the policy of the page stops a script and a request that would get into it all the same', async () => {
  const {asked, url} = await trap()
  const html = pageOf('text').replace(
    '<main',
    `<script>document.title='owned'</script><script src="${url}/script"></script><img src="${url}/image"><main`,
  )

  const dom = await openInChromium(html)

  expect(dom).toContain('<title>Session text</title>')
  expect(asked).toEqual([])
})

test('the style is the one that the policy allows, and each link leads to a place', async () => {
  const page = pageOf('text')
  const probe = `<script>document.title = [
    getComputedStyle(document.body).maxWidth,
    matchMedia('(prefers-color-scheme: dark)').matches,
    document.querySelectorAll('a[href^="#"], summary').length,
    [...document.querySelectorAll('a[href^="#"]')].every((link) => document.querySelector(link.getAttribute('href'))),
  ].join(' ')</script>`
  // The probe is a script: only this copy of the page allows one.
  const probed = page
    .replace("default-src 'none';", "default-src 'none'; script-src 'unsafe-inline';")
    .replace('</body>', `${probe}</body>`)

  const dom = await openInChromium(probed)

  expect(/<title>(.*?)<\/title>/.exec(dom)?.[1]).toMatch(/^960px (true|false) 10 true$/)
  expect(page).toContain('@media print')
})
