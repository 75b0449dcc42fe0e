import { pictureFileName } from "#convex/model/receipts/exportPictures.ts";
import { hashOf, type RecordedPicture, recordedIn, type Standing, standingOf } from "#convex/model/receipts/pictures.ts";

// What a receipt says of pictures, by the code that the server signs with.

export { hashOf, pictureFileName, recordedIn, standingOf };
export type { RecordedPicture };
export type PictureStanding = Standing;
