import {existsSync, globSync, readFileSync} from 'node:fs'
import path from 'node:path'
import {fileURLToPath} from 'node:url'
import {expect, test} from 'vitest'
import {layers} from './layer-table.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const documents = globSync(['*.md', 'docs/**/*.md', 'bench/*.md'], {cwd: root})
const text = (file: string) => readFileSync(path.join(root, file), 'utf8')

test.each(documents)('%s names only files that exist', (document) => {
  const named = [...text(document).matchAll(/`((?:src|plugins|test|bench|docs|bin|\.ci)\/[\w./-]+)`/g)].map(
    (match) => match[1],
  )
  const linked = [...text(document).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map((match) =>
    path.join(path.dirname(document), match[1] ?? ''),
  )

  expect([...named, ...linked].filter((file) => !existsSync(path.join(root, file ?? '')))).toEqual([])
})

test('the layer table of the architecture page is the one that is checked', () => {
  const rows = [...layers].map(([name, {mayImport, packages = []}]) => {
    const imports = mayImport === 'every layer' ? mayImport : mayImport.join(', ') || '–'
    return `| \`${name}\` | ${imports} | ${packages.map((item) => `\`${item}\``).join(', ') || '–'} |`
  })

  expect(
    text('docs/architecture.md')
      .match(/^\| `.*$/gm)
      ?.slice(0, rows.length),
  ).toEqual(rows)
})
