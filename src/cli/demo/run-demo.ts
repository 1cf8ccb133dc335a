import {existsSync} from 'node:fs'
import {cp, mkdtemp, readFile, realpath} from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type {Decision, FlagValues} from '@codex-host/plugin-api'
import {loadConfig} from '../../config/load-config.ts'
import {parseModelScript} from '../../model/scripted/model-script.ts'
import {startScriptedServer} from '../../model/scripted/start-scripted-server.ts'
import {wrapText} from '../../output/wrap-text.ts'
import {composeRuntime} from '../compose-runtime.ts'
import {homeFolders} from '../home-folders.ts'
import type {HostContext} from '../host-context.ts'
import {openTerminal} from '../open-terminal.ts'
import {presentTurn} from '../present-turn.ts'
import {recordedRuntime} from '../record/recorded-runtime.ts'
import type {Setup} from '../resolve-setup.ts'

const prompt = 'The tests fail. Find out why and mend it.'

/** Plays the recorded model against the real runtime, on a copy of the sample project in a temporary folder. */
export async function runDemo(
  context: HostContext,
  {flags, signal}: {flags: FlagValues; signal: AbortSignal},
): Promise<void> {
  const source = path.join(context.packageRoot, 'examples/demo')
  const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'codex-demo-')))
  const project = path.join(folder, 'durations')
  await cp(path.join(source, 'project'), project, {recursive: true})
  const script = parseModelScript(JSON.parse(await readFile(path.join(source, 'model.json'), 'utf8')), 'of the demo')
  const model = await startScriptedServer({script})

  try {
    const terminal = openTerminal(context, flags)
    terminal.writeLines(`Project: ${project}\nPrompt:  ${prompt}\n`)
    const setup = await demoSetup(context, {flags, project, baseUrl: model.baseUrl, empty: path.join(folder, 'none')})
    const {secrets} = context
    const parts = await composeRuntime({context, flags, setup, secrets, askUser: async () => yes}, signal)
    const events = recordedRuntime(parts, {context, setup, redactor: secrets.redactor(), verb: 'demo'}).runTurn(
      {prompt},
      signal,
    )
    const result = await presentTurn(events, {context, flags, terminal})
    if (result.outcomes.length === 0) terminal.writeBlock(wrapText(nextStep(context, project), terminal.columns()))
  } finally {
    await model.close()
  }
}

/** The recorded person says yes to everything: the events show what was asked. */
const yes: Decision = {kind: 'yes'}

/** The user's configuration does not count in the demo; undo data are kept where `codex undo` finds them. */
async function demoSetup(
  context: HostContext,
  {flags, project, baseUrl, empty}: {flags: FlagValues; project: string; baseUrl: string; empty: string},
): Promise<Setup> {
  const {home, codexHome} = homeFolders(context)
  const env = {
    OPENAI_BASE_URL: baseUrl,
    CODEX_VERIFY: 'node --test --test-reporter=spec',
    CODEX_MODEL: 'recorded',
    CODEX_CACHE: 'off',
  }
  const loaded = await loadConfig({codexHome: empty, projectFolder: project, home, env, flags})
  const config = {...loaded.config, models: {recorded: {contextWindow: 128_000}}}
  return {home, codexHome, cwd: project, root: project, loaded: {...loaded, config}}
}

function nextStep({packageRoot}: HostContext, project: string): string {
  const program = existsSync(path.join(packageRoot, '.git')) ? `node ${path.join(packageRoot, 'bin/run.js')}` : 'codex'
  return [
    `The repaired project is in ${project}; \`${program} undo\` there takes the change back.`,
    `Next, in a project of yours: export OPENAI_API_KEY=sk-… && ${program} "Find out why the tests fail and mend it"`,
  ].join('\n')
}
