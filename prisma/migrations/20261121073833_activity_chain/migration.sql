-- CreateTable
CREATE TABLE "ActivityChain" (
    "workspaceId" UUID NOT NULL,
    "seq" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "sealedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ActivityChain_pkey" PRIMARY KEY ("workspaceId")
);
