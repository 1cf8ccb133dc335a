import {expect, test} from 'vitest'
import {codexPlace} from '../helpers/codex-place.ts'
import {runs, says} from '../helpers/replies.ts'

const prices = 'models:\n  codex-1:\n    price: {input: 1000, cached_input: 500, output: 4000}\n'
const usage = {input_tokens: 1000, cached_tokens: 400, output_tokens: 100}

test('the cost of a turn is told, what the cache of the provider saved apart from it', async () => {
  const place = await codexPlace({config: prices, steps: [{...says('Done.'), usage}]})

  const run = await place.run(['Say it'])

  expect(run).toMatchObject({exitCode: 0, stdout: 'Done.\n'})
  expect(run.stderr).toContain('Cost    $1.20 · provider cache saved $0.2000\n')
})

test('a model without a price has an unknown cost, never 0', async () => {
  const place = await codexPlace({
    steps: [
      {...says('Done.'), usage},
      {...says('Done.'), usage},
    ],
  })

  const run = await place.run(['-m', 'nobody-knows-it', 'Say it'])
  expect(run.stderr).toContain('Cost    unknown\n')

  const json = await place.run(['--json', '-m', 'nobody-knows-it', 'Say it again'])
  expect(JSON.parse(json.stdout)).toMatchObject({cost_usd: null, provider_saved_usd: null, cache_hits: null})
})

test('an answer from the local cache costs nothing, and says what it saved', async () => {
  const place = await codexPlace({config: prices, steps: [{...says('Done.'), usage}]})

  await place.run(['Say it'])
  const run = await place.run(['Say it'])

  expect(run).toMatchObject({exitCode: 0, stdout: 'Done.\n'})
  expect(run.stderr).toContain('Step 1: cached, saved $1.20.')
  expect(run.stderr).toContain('Tokens  0 in, 0 out\nCost    $0.00 · local cache saved $1.20 (1 answer)\n')
})

test('--max-cost without a price is refused before anything is sent, and says how to add one', async () => {
  const place = await codexPlace()

  const run = await place.run(['-m', 'nobody-knows-it', '--max-cost', '2', 'Say it'])

  expect(run).toMatchObject({exitCode: 3, stdout: ''})
  expect(run.stderr).toContain('No price of the model "nobody-knows-it" is known')
  expect(run.stderr).toContain('`models.nobody-knows-it.price`')
  expect(place.requests).toEqual([])
})

test('the request that would pass --max-cost is not sent, and what was done until then stays pending', async () => {
  const place = await codexPlace({
    config: prices,
    files: {'a.txt': 'old\n'},
    steps: [{...runs('echo new > a.txt'), usage}],
  })

  const run = await place.run(['-a', 'full-auto', '--max-cost', '1.5', 'Do it'])

  expect(run).toMatchObject({exitCode: 10, stdout: ''})
  expect(run.stderr).toMatch(
    /The turn used \$1\.20 of its \$1\.50 \(--max-cost\), and the next request costs at least \$0\.5\d, so it was not sent\./,
  )
  expect(run.stderr).toContain('is pending')
  expect(place.requests).toHaveLength(1)
  expect(await place.read('a.txt')).toBe('old\n')
})
