import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {createInterface} from 'node:readline'
import {pathToFileURL} from 'node:url'
import {onTestFinished} from 'vitest'
import {z} from 'zod'
import {temporaryFolder} from './temporary-folder.ts'

const message = z.looseObject({
  id: z.number().optional(),
  result: z.unknown().optional(),
  error: z.unknown().optional(),
})
const evaluated = z.looseObject({
  result: z.looseObject({value: z.unknown().optional()}),
  exceptionDetails: z.unknown().optional(),
})

/** A page that a headless Chromium shows; what is evaluated in it is not bound by the page's security policy. */
export interface BrowserPage {
  evaluate(expression: string): Promise<unknown>
  /** Of the window. */
  resize(width: number): Promise<void>
  prefer(scheme: 'light' | 'dark'): Promise<void>
}

/** Opens a file, and ends the browser with the test. */
export async function browserPage(file: string): Promise<BrowserPage> {
  const send = await connect(await startBrowser())
  const url = pathToFileURL(file).href
  const {targetId} = z.looseObject({targetId: z.string()}).parse(await send('Target.createTarget', {url}))
  const attached = await send('Target.attachToTarget', {targetId, flatten: true})
  const {sessionId} = z.looseObject({sessionId: z.string()}).parse(attached)

  async function evaluate(expression: string): Promise<unknown> {
    const answer = await send('Runtime.evaluate', {expression, returnByValue: true, awaitPromise: true}, sessionId)
    const {result, exceptionDetails} = evaluated.parse(answer)
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails))
    return result.value
  }

  const isThere = `location.href === ${JSON.stringify(url)} && document.readyState === 'complete'`
  for (let tries = 0; (await evaluate(isThere)) !== true; tries += 1) {
    if (tries === 200) throw new Error(`The browser never showed ${file}.`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return {
    evaluate,
    async resize(width) {
      await send(
        'Emulation.setDeviceMetricsOverride',
        {width, height: 900, deviceScaleFactor: 1, mobile: false},
        sessionId,
      )
    },
    async prefer(value) {
      await send('Emulation.setEmulatedMedia', {features: [{name: 'prefers-color-scheme', value}]}, sessionId)
    },
  }
}

async function startBrowser(): Promise<string> {
  const folder = await temporaryFolder()
  const options = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--remote-debugging-port=0',
    `--user-data-dir=${folder}`,
  ]
  const child = spawn('chromium', [...options, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {...process.env, HOME: folder},
  })
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  for await (const line of createInterface({input: child.stderr})) {
    const address = /^DevTools listening on (ws:\S+)/.exec(line)?.[1]
    if (address !== undefined) return address
  }
  throw new Error('Chromium ended before it could be asked.')
}

type Send = (method: string, params: object, sessionId?: string) => Promise<unknown>

async function connect(address: string): Promise<Send> {
  const socket = new WebSocket(address)
  onTestFinished(() => socket.close())
  await once(socket, 'open')
  const waiting = new Map<number, (answer: z.infer<typeof message>) => void>()
  socket.addEventListener('message', ({data}) => {
    const answer = message.parse(JSON.parse(String(data)))
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer)
  })

  return (method, params, sessionId) =>
    new Promise((resolve, reject) => {
      const id = waiting.size + 1
      waiting.set(id, ({error, result}) => {
        if (error === undefined) resolve(result)
        else reject(new Error(`${method}: ${JSON.stringify(error)}`))
      })
      socket.send(JSON.stringify({id, method, params, ...(sessionId !== undefined && {sessionId})}))
    })
}
