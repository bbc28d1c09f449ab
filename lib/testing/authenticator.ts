// A security key in software, for tests: makes a passkey for one site and signs with it, as WebAuthn says (level 2, section 6).
import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const HAS_CREDENTIAL = 0x40;

export class Authenticator {
  private readonly keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  readonly id = randomBytes(32);
  counter = 0;

  /** `origin` is what the browser would say it stands on. */
  constructor(readonly origin: string) {}

  create({ challenge, rp }: { challenge: string; rp: { id?: string } }) {
    const clientDataJSON = this.clientData("webauthn.create", challenge);
    const credential = Buffer.concat([Buffer.alloc(16), uint16(this.id.length), this.id, coseKey(this.keys.publicKey)]);
    const authData = Buffer.concat([this.authData(rp.id ?? "", USER_PRESENT | USER_VERIFIED | HAS_CREDENTIAL), credential]);
    const attestationObject = Buffer.concat([
      Buffer.from([0xa3]),
      ...[text("fmt"), text("none"), text("attStmt"), Buffer.from([0xa0]), text("authData"), bytes(authData)],
    ]);
    return this.answer({ clientDataJSON, attestationObject: attestationObject.toString("base64url"), transports: ["internal"] });
  }

  get({ challenge, rpId }: { challenge: string; rpId?: string }) {
    this.counter++;
    const clientDataJSON = this.clientData("webauthn.get", challenge);
    const authData = this.authData(rpId ?? "", USER_PRESENT | USER_VERIFIED);
    const signed = Buffer.concat([authData, createHash("sha256").update(Buffer.from(clientDataJSON, "base64url")).digest()]);
    const signature = createSign("sha256").update(signed).sign(this.keys.privateKey).toString("base64url");
    return this.answer({ clientDataJSON, authenticatorData: authData.toString("base64url"), signature });
  }

  private answer(response: Record<string, unknown>) {
    const id = this.id.toString("base64url");
    return { id, rawId: id, type: "public-key", clientExtensionResults: {}, response };
  }

  private clientData(type: string, challenge: string): string {
    return Buffer.from(JSON.stringify({ type, challenge, origin: this.origin, crossOrigin: false })).toString("base64url");
  }

  private authData(rpId: string, flags: number): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    return Buffer.concat([createHash("sha256").update(rpId).digest(), Buffer.from([flags]), counter]);
  }
}

/** The public key as COSE has it: an EC2 key for ES256 on P-256. */
function coseKey(key: KeyObject): Buffer {
  const { x = "", y = "" } = key.export({ format: "jwk" });
  const [kty, alg, crv] = [
    [0x01, 0x02],
    [0x03, 0x26],
    [0x20, 0x01],
  ].map((pair) => Buffer.from(pair));
  return Buffer.concat([
    Buffer.from([0xa5]),
    ...[kty!, alg!, crv!, Buffer.from([0x21]), bytes(Buffer.from(x, "base64url")), Buffer.from([0x22]), bytes(Buffer.from(y, "base64url"))],
  ]);
}

const uint16 = (n: number): Buffer => Buffer.from([n >> 8, n & 0xff]);
const text = (value: string): Buffer => Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)]);
const bytes = (value: Buffer): Buffer =>
  Buffer.concat([value.length < 256 ? Buffer.from([0x58, value.length]) : Buffer.from([0x59, ...uint16(value.length)]), value]);
