import {globSync, readFileSync, statSync} from 'node:fs'
import path from 'node:path'
import {fileURLToPath} from 'node:url'
import {expect, test} from 'vitest'

const root = path.resolve(fileURLToPath(new URL('../..', import.meta.url)))
const files = globSync(['**/*', '.*', '.ci/*'], {cwd: root, exclude: ['**/node_modules', '**/dist', '.git']}).filter(
  (file) => statSync(path.join(root, file)).isFile(),
)
const text = (file: string) => readFileSync(path.join(root, file), 'utf8')

test('no file names the folder this checkout lies in', () => {
  expect(files.length).toBeGreaterThan(50)
  expect(files.filter((file) => text(file).includes(root))).toEqual([])
})

test('the lockfile and the npm settings name no registry', () => {
  expect(text('package-lock.json')).not.toMatch(/"resolved": "https?:/)
  expect(text('.npmrc')).not.toMatch(/registry\s*=|_auth|\/\/[^/\s]+\/:/)
})

test('every package of the repository has the same licence and the same Node range', () => {
  const packages = files.filter((file) => /^(?:plugins\/[^/]+\/)?package\.json$/.test(file))
  const facts = packages.map((file) => {
    const {license, engines} = JSON.parse(text(file)) as {license?: string; engines?: {node?: string}}
    return {license, node: engines?.node}
  })

  expect(packages.length).toBeGreaterThan(2)
  expect(new Set(facts.map((fact) => JSON.stringify(fact))).size).toBe(1)
  expect(facts[0]?.license).toBe('MIT')
})
