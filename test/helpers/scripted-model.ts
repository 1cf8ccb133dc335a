import {expect, onTestFinished} from 'vitest'
import type {ModelScript} from '../../src/model/scripted/model-script.ts'
import {startScriptedServer} from '../../src/model/scripted/start-scripted-server.ts'
import type {ScriptedServer} from '../../src/model/scripted/start-scripted-server.ts'

/** A model that says what `script` says. The test fails when a request did not fit or a step was not asked for. */
export async function scriptedModel(script: ModelScript): Promise<ScriptedServer> {
  const server = await startScriptedServer({script})
  onTestFinished(async () => {
    await server.close()
    expect({mismatches: server.mismatches(), remaining: server.remaining()}).toEqual({mismatches: [], remaining: 0})
  })
  return server
}
