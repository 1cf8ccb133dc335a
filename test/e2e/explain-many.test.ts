import {expect, test} from 'vitest'
import {answeringModel} from '../helpers/answering-model.ts'
import {codexPlace} from '../helpers/codex-place.ts'
import {says} from '../helpers/replies.ts'

function explainsByName({prompt}: {readonly prompt: string}): string {
  const name = /^(?:File|Diff of the file): "(.*)"$/m.exec(prompt)?.[1]
  return name === undefined ? 'Together they work.' : `This is ${name}.`
}

test('several files are explained side by side and shown in the order they were named; a bad one fails alone', async () => {
  const place = await codexPlace({files: {'b.ts': 'b()\n', 'a.ts': 'a()\n', 'c.bin': new Uint8Array([0, 1])}})
  const model = await answeringModel(explainsByName)

  const run = await place.run(['explain', 'b.ts', 'c.bin', 'a.ts'], {env: model.env})

  expect(run).toMatchObject({exitCode: 2, stdout: 'b.ts\n\nThis is b.ts.\n\na.ts\n\nThis is a.ts.\n'})
  expect(run.stderr).toContain('c.bin was not explained: it is a binary file.')
})

test('a folder is explained file by file and as a whole, without what git ignores, secrets and binary files', async () => {
  const place = await codexPlace({
    files: {
      '.gitignore': 'dist\n',
      'src/b.ts': 'b()\n',
      'src/a.ts': 'a()\n',
      'src/.env': 'KEY=1',
      'src/logo.png': new Uint8Array([0, 1]),
      'src/dist/out.js': 'out()\n',
    },
  })
  const model = await answeringModel(explainsByName)

  const run = await place.run(['explain', 'src'], {env: model.env})

  expect(run).toMatchObject({
    exitCode: 0,
    stdout: 'src/a.ts\n\nThis is src/a.ts.\n\nsrc/b.ts\n\nThis is src/b.ts.\n\nOverview\n\nTogether they work.\n',
  })
  expect(run.stderr).toContain('Not explained: src/logo.png (it is a binary file).')
  expect(model.questions.at(-1)?.prompt).toBe('"src/a.ts"\n| This is src/a.ts.\n\n"src/b.ts"\n| This is src/b.ts.')
})

test('a folder with more files than --max-files says so, and no more than four requests are open at a time', async () => {
  const names = Array.from({length: 12}, (_, index) => `src/f${String(index).padStart(2, '0')}.ts`)
  const place = await codexPlace({files: Object.fromEntries(names.map((name) => [name, `${name}\n`]))})
  const model = await answeringModel(explainsByName)

  const run = await place.run(['explain', '--max-files', '10', '--json', 'src'], {env: model.env})

  const result = JSON.parse(run.stdout) as {files: readonly {path: string}[]; notices: readonly {code: string}[]}
  expect(result.files.map(({path}) => path)).toEqual(names.slice(0, 10))
  expect(result.notices.map(({code}) => code)).toContain('MOST_FILES')
  expect(model.mostAtOnce()).toBeLessThanOrEqual(4)
})

test('a diff is explained file by file and as a whole', async () => {
  const diff = `diff --git a/src/a.ts b/src/a.ts
index 1..2 100644
--- a/src/a.ts
+++ b/src/a.ts
@@ -1,2 +1,2 @@
-old
--- a line that looks like a header
+new
+++ another
diff --git a/old.ts b/old.ts
deleted file mode 100644
--- a/old.ts
+++ /dev/null
@@ -1 +0,0 @@
-gone
`
  const place = await codexPlace({})
  const model = await answeringModel(explainsByName)

  const run = await place.run(['explain', '-'], {env: model.env, stdin: diff})

  expect(run).toMatchObject({
    exitCode: 0,
    stdout: 'src/a.ts\n\nThis is src/a.ts.\n\nold.ts\n\nThis is old.ts.\n\nOverview\n\nTogether they work.\n',
  })
  expect(model.questions[0]?.instructions).toContain('You explain a change')
  expect(model.questions[0]?.prompt).toContain('Diff of the file: "src/a.ts"')
})

test('a file that the model fails on is named, and the others are explained', async () => {
  const place = await codexPlace({files: {'a.ts': 'a()\n', 'b.ts': 'b()\n'}})
  const model = await answeringModel((question) =>
    question.prompt.includes('"a.ts"') ? undefined : explainsByName(question),
  )

  const run = await place.run(['explain', 'a.ts', 'b.ts'], {env: model.env})

  expect(run).toMatchObject({exitCode: 5, stdout: 'b.ts\n\nThis is b.ts.\n'})
  expect(run.stderr).toContain('a.ts was not explained')
})

test('a reader that goes away ends it quietly', async () => {
  const place = await codexPlace({files: {'a.ts': 'a()\n'}, steps: [says('Long text.\n'.repeat(20_000))]})

  const run = place.start(['explain', 'a.ts'])
  run.child.stdout.once('data', () => run.child.stdout.destroy())

  expect(await run.ended).toMatchObject({exitCode: 0, signal: null})
})

test('Markdown has nothing in it that a viewer would fetch', async () => {
  const place = await codexPlace({
    files: {'a.md': '```\ncode\n```\n'},
    steps: [says('See ![x](http://evil.example/x) and <img src=x> and `name`.\n\n- one\n- two')],
  })

  const run = await place.run(['explain', '--format', 'markdown', 'a.md'])

  expect(run.stdout).toBe(
    '## a.md\n\nSee !\\[x\\](http://evil.example/x) and \\<img src=x\\> and `name`.\n\n- one\n- two\n',
  )
})

test('--format json is --json, and the file of --output holds it', async () => {
  const place = await codexPlace({files: {'a.ts': 'a()\n'}, steps: [says('It calls.')]})

  const run = await place.run(['explain', '--format', 'json', '-o', 'a.json', 'a.ts'])

  expect(JSON.parse(run.stdout)).toMatchObject({exit_code: 0, files: [{path: 'a.ts', summary: 'It calls.'}]})
  expect(JSON.parse(await place.read('a.json'))).toMatchObject({files: [{path: 'a.ts', summary: 'It calls.'}]})
})
