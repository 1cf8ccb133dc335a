import {describeOverlap} from '../../helpers/overlapping-sandboxes.ts'

describeOverlap({name: 'namespaces'})
