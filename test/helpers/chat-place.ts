import {mkdir, writeFile} from 'node:fs/promises'
import path from 'node:path'
import type {ChatHost} from '@codex-host/plugin-api'
import {onTestFinished} from 'vitest'
import {createHost} from '../../src/cli/create-host.ts'
import type {HostContext} from '../../src/cli/host-context.ts'
import {createTurnSecrets} from '../../src/cli/turn-secrets.ts'
import type {ModelScript} from '../../src/model/scripted/model-script.ts'
import {scriptedModel} from './scripted-model.ts'
import {temporaryFolder} from './temporary-folder.ts'

export interface ChatPlaceOptions {
  readonly steps?: ModelScript['steps']
  /** Files of the workspace, by path. */
  readonly files?: Readonly<Record<string, string>>
  /** Of the user. */
  readonly config?: string
  readonly plugins?: HostContext['plugins']
}

/** A workspace, a home and a scripted model of a test's own, and hosts of as many processes as a test asks for. */
export async function chatPlace(options: ChatPlaceOptions = {}) {
  const model = await scriptedModel({steps: options.steps ?? []})
  const folder = await temporaryFolder()
  const workspace = path.join(folder, 'workspace')
  const codexHome = path.join(folder, 'home', '.codex')
  await mkdir(codexHome, {recursive: true})
  await mkdir(workspace)
  for (const [name, text] of Object.entries(options.files ?? {})) await writeFile(path.join(workspace, name), text)
  if (options.config !== undefined) await writeFile(path.join(codexHome, 'config.yaml'), options.config)
  const env = {
    PATH: process.env['PATH'],
    HOME: path.join(folder, 'home'),
    CODEX_HOME: codexHome,
    OPENAI_API_KEY: 'sk-test-Zq7Wm3Xp9Lk2Rv8T',
    OPENAI_BASE_URL: model.baseUrl,
    CODEX_SANDBOX: 'namespaces',
  }
  const signals = {signal: new AbortController().signal, isWatched: true, abort() {}}

  return {
    workspace,
    codexHome,
    requests: model.requests,
    openHost(): ChatHost {
      const context = {
        packageRoot: path.resolve(import.meta.dirname, '../..'),
        plugins: options.plugins ?? [],
        env,
        cwd: workspace,
        now: Date.now,
        onExit: onTestFinished,
        secrets: createTurnSecrets({env}),
        stdin: process.stdin,
        stdout: process.stdout,
        stderr: process.stderr,
        setExitCode() {},
      }
      return createHost(context, signals, {name: 'chat', plugin: '@codex-host/plugin-chat'})
    },
  }
}
