import {once} from 'node:events'
import {createServer, type IncomingMessage} from 'node:http'
import {onTestFinished} from 'vitest'
import {z} from 'zod'

/** One question, as the model reads it. */
export interface Question {
  readonly instructions: string
  readonly prompt: string
}

/** Undefined: the server fails. */
export type Answering = (question: Question) => string | undefined

const body = z.looseObject({messages: z.array(z.looseObject({role: z.string(), content: z.unknown()}))})

/**
 * A model whose answer depends on the question and not on the order in which questions come, for requests that are sent
 * side by side. Speaks chat completions, streamed: ask it with `CODEX_WIRE=chat`.
 */
export async function answeringModel(answer: Answering) {
  const questions: Question[] = []
  let most = 0
  let open = 0
  const server = createServer((request, response) => {
    void reply(request).then(({status, text}) => {
      response.writeHead(status, {'content-type': status === 200 ? 'text/event-stream' : 'application/json'})
      response.end(text)
      open -= 1
    })
  })

  async function reply(request: IncomingMessage) {
    if (request.method !== 'POST') {
      open += 1
      return {status: 404, text: '{}'}
    }
    open += 1
    most = Math.max(most, open)
    const question = await readQuestion(request)
    questions.push(question)
    const said = answer(question)
    if (said === undefined) return {status: 400, text: '{"error": {"message": "No.", "type": "bad"}}'}
    return {status: 200, text: streamOf(said)}
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    env: {OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`, CODEX_WIRE: 'chat'},
    questions,
    mostAtOnce: () => most,
  }
}

async function readQuestion(request: IncomingMessage): Promise<Question> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const {messages} = body.parse(JSON.parse(Buffer.concat(chunks).toString()))
  const textOf = (wanted: (role: string) => boolean) =>
    messages
      .filter(({role}) => wanted(role))
      .map(({content}) => textOfContent(content))
      .join('\n')
  return {instructions: textOf((role) => role !== 'user'), prompt: textOf((role) => role === 'user')}
}

function textOfContent(content: unknown): string {
  if (typeof content === 'string') return content
  return Array.isArray(content) ? content.map((part: {readonly text?: string}) => part.text ?? '').join('') : ''
}

function streamOf(text: string): string {
  const base = {id: 'chat-1', object: 'chat.completion.chunk', created: 0, model: 'm'}
  const pieces = text.match(/.{1,20}/gsu) ?? []
  const chunks = [
    ...pieces.map((content) => ({
      ...base,
      choices: [{index: 0, delta: {role: 'assistant', content}, finish_reason: null}],
    })),
    {...base, choices: [{index: 0, delta: {}, finish_reason: 'stop'}]},
    {...base, choices: [], usage: {prompt_tokens: 10, completion_tokens: 5, total_tokens: 15}},
  ]
  return [...chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`), 'data: [DONE]\n\n'].join('')
}
