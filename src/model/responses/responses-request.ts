import type {KnownModel} from '../catalogue.ts'
import type {ModelAnswer, ModelDelta, ModelRequest} from '../model-client.ts'
import type {WireRequest} from '../wire.ts'
import {buildResponsesBody} from './build-responses-body.ts'
import {createResponsesReader} from './read-responses-answer.ts'

/** `POST /responses`, with everything the model needs in it. */
export function responsesRequest(request: ModelRequest, known: KnownModel): WireRequest<ModelDelta, ModelAnswer> {
  return {path: '/responses', body: buildResponsesBody(request, known), createReader: createResponsesReader}
}
