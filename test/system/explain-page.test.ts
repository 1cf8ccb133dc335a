import {once} from 'node:events'
import {writeFile} from 'node:fs/promises'
import {createServer} from 'node:http'
import path from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {browserPage} from '../helpers/browser-page.ts'
import {codexPlace} from '../helpers/codex-place.ts'
import {says} from '../helpers/replies.ts'

/** Counts who asks it for anything. */
async function listener() {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  return {asked, url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`}
}

async function pageOf(lines: readonly string[], note: string) {
  const annotations = [{start_line: 2, end_line: 3, text: lines[1], note}]
  const place = await codexPlace({
    files: {'a.html': lines.join('\n')},
    steps: [says(JSON.stringify({summary: note, annotations}))],
  })
  const run = await place.run(['explain', '--lines', '--format', 'html', 'a.html'])
  expect(run.exitCode).toBe(0)
  const file = path.join(place.folder, 'page.html')
  await writeFile(file, run.stdout)
  return browserPage(file)
}

test('the page shows hostile code and text as text, and a browser loads and runs nothing of it', async () => {
  const {asked, url} = await listener()
  const attack = `</style></pre><script>window.hit = 1</script><img src="${url}/a" onerror="window.hit = 1"><a href="javascript:hit()">`
  const lines = ['<html>', attack, `<link rel="stylesheet" href="${url}/b">`, '\t<p>漢字</p>']
  const page = await pageOf(lines, `See ${attack} and \`${attack}\``)

  const shown = await page.evaluate(`[...document.querySelectorAll('.row')].map((row) => row.textContent)`)
  const counts = await page.evaluate(
    `['script', 'img', 'a', 'link'].map((name) => document.querySelectorAll(name).length)`,
  )

  expect(shown).toEqual(lines.map((line, index) => `${index + 1}${line}`))
  expect(await page.evaluate(`document.querySelector('.note div').textContent`)).toContain(attack)
  expect({counts, hit: await page.evaluate('window.hit')}).toEqual({counts: [0, 0, 0, 0], hit: undefined})
  expect(asked).toEqual([])
})

test('should anything get out of where it belongs, the policy of the page stops it', async () => {
  const {asked, url} = await listener()
  const page = await pageOf(['one', 'two', 'three'], 'A note.')

  const refused = await page.evaluate(`new Promise((resolve) => {
    const refused = []
    document.addEventListener('securitypolicyviolation', (event) => {
      if (refused.push(event.effectiveDirective) === 3) resolve(refused.toSorted())
    })
    const script = document.createElement('script')
    script.textContent = 'window.hit = 1'
    document.body.append(script)
    document.body.insertAdjacentHTML('beforeend', '<img src="${url}/a"><style>body { display: none }</style>')
  })`)

  expect(refused).toEqual(['img-src', 'script-src-elem', 'style-src-elem'])
  expect(await page.evaluate('window.hit')).toBeUndefined()
  expect(asked).toEqual([])
})

test('notes stand beside their lines on a wide page and below them on a narrow one, in the colours that are wanted', async () => {
  const page = await pageOf(
    ['one', 'two', `three ${'and more '.repeat(60)}`, 'four'],
    'A note that is long. '.repeat(8),
  )
  const places = `(() => {
    const block = document.querySelector('.noted')
    const [code, note] = [block.children[0].getBoundingClientRect(), block.children[1].getBoundingClientRect()]
    return {
      isBeside: note.left >= code.right && note.top === code.top,
      isBelow: note.top >= code.bottom && note.left === code.left,
      fits: document.documentElement.scrollWidth <= window.innerWidth,
    }
  })()`

  await page.resize(1200)
  expect(await page.evaluate(places)).toEqual({isBeside: true, isBelow: false, fits: true})
  await page.resize(380)
  expect(await page.evaluate(places)).toEqual({isBeside: false, isBelow: true, fits: true})

  const back = 'getComputedStyle(document.body).backgroundColor'
  await page.prefer('light')
  expect(await page.evaluate(back)).toBe('rgb(255, 255, 255)')
  await page.prefer('dark')
  expect(await page.evaluate(back)).toBe('rgb(13, 17, 23)')
})
