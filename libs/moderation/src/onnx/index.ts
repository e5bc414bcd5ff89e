export { loadOnnxEncoder, type OnnxEncoder, type OnnxEncoderOptions } from './onnx-encoder.js';
